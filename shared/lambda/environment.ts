import type * as z from 'zod/mini';

/** The function is configured wrongly. Each line names a variable, what it holds, and how to mend it. */
export class EnvironmentError extends Error {
  override name = 'EnvironmentError';
}

/**
 * Parses a function's environment variables, once, at its start. A schema's messages say how to mend the variable.
 * Throws {@link EnvironmentError}, so that a wrongly configured function fails its first invocation, not its data.
 */
export function readEnvironment<Output>(schema: z.ZodMiniType<Output>, variables: NodeJS.ProcessEnv): Output {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new EnvironmentError(parsed.error.issues.map((issue) => explain(issue, variables)).join('\n'));
}

function explain({ path, message }: z.core.$ZodIssue, variables: NodeJS.ProcessEnv): string {
  const name = String(path[0]);
  const value = variables[name];
  return `Environment variable ${name} is ${value === undefined ? 'not set' : JSON.stringify(value)}. ${message}`;
}
