import type { Template } from '../../support/packaged.ts';

/** One small thing that makes a good template bad. */
export interface Mutation {
  /** What is broken, in words. */
  breaks: string;
  /** Changes a copy that is its own. */
  change(template: Template): void;
  /** Of the stage that the template is of, if not dev. */
  stage?: 'dev' | 'prod';
}

/** Mutations by the name of the one rule that catches them. */
export type Mutations = Record<string, Mutation[]>;

type Json = Record<string, unknown>;

/** Puts `value` at a path through a resource: keys and indexes with slashes between them. Undefined takes away what is there. */
export const set =
  (logicalId: string, path: string, value: unknown): Mutation['change'] =>
  ({ Resources }) => {
    const keys = path.split('/');
    const last = keys.pop()!;
    const parent = keys.reduce((here, key) => here[key] as Json, childOf(Resources, logicalId));
    if (value === undefined) Reflect.deleteProperty(parent, last);
    else parent[last] = structuredClone(value);
  };

/** Takes a resource out. */
export const remove =
  (logicalId: string): Mutation['change'] =>
  ({ Resources }) => {
    childOf(Resources, logicalId);
    Reflect.deleteProperty(Resources, logicalId);
  };

/** Replaces a text wherever it stands in a resource. */
export const reword =
  (logicalId: string, text: string, other: string): Mutation['change'] =>
  ({ Resources }) => {
    const before = JSON.stringify(childOf(Resources, logicalId));
    if (!before.includes(text)) throw new Error(`${logicalId} holds no ${text}.`);
    Resources[logicalId] = JSON.parse(before.replaceAll(text, other));
  };

export const add =
  (logicalId: string, Type: string, Properties: Json): Mutation['change'] =>
  ({ Resources }) => {
    Resources[logicalId] = { Type, Properties };
  };

export const both =
  (...changes: Mutation['change'][]): Mutation['change'] =>
  (template) => {
    for (const change of changes) change(template);
  };

function childOf(Resources: Template['Resources'], logicalId: string): Json {
  const found = Resources[logicalId];
  if (!found) throw new Error(`There is no ${logicalId} to break.`);
  return found as unknown as Json;
}
