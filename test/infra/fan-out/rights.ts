interface Statement {
  Effect: string;
  Action: string[];
  Resource: string[];
}

/** Whether a resolved role may do that to this resource. Knows of IAM what this role uses: Allow, and `*` at the end. */
export function mayDo(role: Record<string, unknown>, action: string, arn: string): boolean {
  const policies = role.Policies as { PolicyDocument: { Statement: Statement[] } }[];
  return policies
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .some(
      ({ Effect, Action, Resource }) =>
        Effect === 'Allow' && Action.includes(action) && Resource.some((pattern) => matches(pattern, arn)),
    );
}

const matches = (pattern: string, arn: string) =>
  pattern.endsWith('*') ? arn.startsWith(pattern.slice(0, -1)) : arn === pattern;
