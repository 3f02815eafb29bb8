import { at } from '../../support/template-parts.ts';
import type { Properties } from './rule.ts';

/** A statement of a policy, intrinsic functions worked out, single values as lists. */
export interface Statement {
  sid: string;
  effect: string;
  actions: string[];
  resources: string[];
  /** By operator and key: the values. */
  conditions: Record<string, Record<string, string[]>>;
  /** `*`, or what is named by kind: `Service`, `AWS`, `Federated`. */
  principals: Record<string, string[]>;
  /** What it names by NotAction, NotResource or NotPrincipal. */
  negations: string[];
}

export function statementsOf(document: unknown): Statement[] {
  return listOf<Properties>(at(document, 'Statement')).map((statement) => {
    const { Sid = '', Effect, Action, Resource, Condition = {}, Principal = {} } = statement;
    return {
      sid: String(Sid),
      effect: String(Effect),
      actions: listOf<string>(Action),
      resources: listOf<string>(Resource),
      conditions: Object.fromEntries(
        Object.entries(Condition as Properties).map(([operator, keys]) => [operator, textsByKey(keys)]),
      ),
      principals: typeof Principal === 'string' ? { AWS: [Principal] } : textsByKey(Principal),
      negations: ['NotAction', 'NotResource', 'NotPrincipal'].filter((key) => key in statement),
    };
  });
}

/** What the policies inside a role's properties say. */
export const statementsOfRole = ({ Policies }: Properties): Statement[] =>
  listOf<Properties>(Policies).flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument));

export const trustOf = ({ AssumeRolePolicyDocument }: Properties): Statement[] =>
  statementsOf(AssumeRolePolicyDocument);

/** Values of a condition key under any operator that wants equality or likeness. */
export const valuesOfCondition = ({ conditions }: Statement, key: string): string[] =>
  Object.entries(conditions)
    .filter(([operator]) => /^(?:String|Arn)(?:Equals|Like)$/.test(operator))
    .flatMap(([, keys]) => keys[key] ?? []);

/** Whether an ARN, or a pattern of ARNs, is about resources of one stage of this service. */
export const isOfStage = (arn: string, stage: string): boolean => new RegExp(`[:/]tributary-${stage}-[^:]*$`).test(arn);

const textsByKey = (map: unknown): Record<string, string[]> =>
  Object.fromEntries(Object.entries(map as Properties).map(([key, value]) => [key, listOf(value).map(String)]));

export const listOf = <T>(value: unknown): T[] => (value === undefined ? [] : [value].flat()) as T[];
