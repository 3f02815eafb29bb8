import type { S3Call } from '../../support/lake-server.ts';

interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
  Condition?: { StringLike?: { 's3:prefix'?: string[] } };
}

/** Whether a role of the template may make a call. Knows of IAM what these roles use: Allow, `*` at the end, one condition. */
export function mayCall(role: Record<string, unknown>, bucketArn: string, { action, on }: S3Call): boolean {
  const policies = role.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .some(({ Effect, Action, Resource, Condition }) => {
      if (Effect !== 'Allow' || !Action.includes(action)) return false;
      if (action !== 's3:ListBucket') return Resource.some((resource) => matches(resource, `${bucketArn}/${on}`));
      const prefixes = Condition?.StringLike?.['s3:prefix'];
      return Resource.includes(bucketArn) && (prefixes?.some((prefix) => matches(prefix, on)) ?? true);
    });
}

const matches = (pattern: string, text: string) =>
  pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
