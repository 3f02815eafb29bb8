import { resolveTemplate } from '../../local/template/resolve.ts';
import type { Template, TemplateResource } from './packaged.ts';

/** Where templates are worked out for tests. */
export const place = { accountId: '000000000000', region: 'us-east-1', stackName: 'tributary' };

/** Resources of a type, by logical id. */
export const resourcesOf = (template: Template, type: string): [logicalId: string, resource: TemplateResource][] =>
  Object.entries(template.Resources).filter(([, { Type }]) => Type === type);

/** Properties of one resource, walked into by `at(properties, 'a', 'b')`. */
export function propertiesOf(template: Template, logicalId: string): Record<string, unknown> {
  const resource = template.Resources[logicalId];
  if (!resource) throw new Error(`The template has no resource ${logicalId}.`);
  return resource.Properties;
}

/** The value at a path of keys and indexes; undefined where the path ends early. */
export function at(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const key of path) here = (here as Record<string | number, unknown> | undefined)?.[key];
  return here;
}

/** Every object in a value, at any depth, itself included. */
export function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const child of Object.values(value)) yield* objectsIn(child);
}

/** Properties of one resource with every intrinsic function worked out, for the account and region of {@link place}. */
export function resolvedProperties(template: Template, logicalId: string): Record<string, unknown> {
  const { resources } = resolveTemplate(template, place);
  const found = resources.find((resource) => resource.logicalId === logicalId);
  if (!found) throw new Error(`The template has no resource ${logicalId}.`);
  return found.properties;
}

/** Resources of a type with every intrinsic function of their properties worked out, by logical id. */
export const resolvedResourcesOf = (template: Template, type: string) =>
  resolveTemplate(template, place).resources.filter((resource) => resource.type === type);
