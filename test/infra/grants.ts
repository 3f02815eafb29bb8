import type { Template } from '../support/packaged.ts';
import { at } from '../support/template-parts.ts';

export interface Statement {
  Sid: string;
  Effect: string;
  Action: string[];
  Resource: unknown[];
  Condition?: unknown;
}

/** Statements of all policies inside a role. */
export const statementsOf = (properties: Record<string, unknown>): Statement[] =>
  (properties.Policies as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    (policy) => policy.PolicyDocument.Statement,
  );

/** A resource of a statement as one line: `Bucket.Arn/prefix*`. */
export function asText(resource: unknown): string {
  if (typeof resource === 'string') return resource;
  const attribute = at(resource, 'Fn::GetAtt');
  if (Array.isArray(attribute)) return attribute.join('.');
  const reference = at(resource, 'Ref');
  if (reference) return String(reference);
  return String(at(resource, 'Fn::Sub')).replace(
    /^arn:\$\{AWS::Partition\}:(?:logs|glue):\$\{AWS::Region\}:\$\{AWS::AccountId\}:/,
    '',
  );
}

/** Statements of a role as one line each: what it allows, on what, and the prefixes of its condition. */
export const grantsOf = (template: Template, logicalId: string): string[] =>
  statementsOf(template.Resources[logicalId]!.Properties).map(({ Effect, Action, Resource, Condition }) => {
    const prefixes = at(Condition, 'StringLike', 's3:prefix') as string[] | undefined;
    const under = prefixes ? ` under ${prefixes.join(', ')}` : '';
    return `${Effect} ${Action.join(', ')} on ${Resource.map(asText).join(', ')}${under}`;
  });

/** Prefixes of delivery streams under each folder. */
export const under = (streams: string[], ...folders: string[]): string[] =>
  folders.flatMap((folder) => streams.map((stream) => `${folder}/${stream}/*`));

export const inBucket = (prefixes: string[]): string =>
  prefixes.map((prefix) => `\${LakeBucket.Arn}/${prefix}`).join(', ');
