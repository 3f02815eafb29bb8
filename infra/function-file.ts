import * as z from 'zod';
import { ConfigurationError, type FrameworkContext } from './framework.ts';

/** Seconds that a function may run. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const lambdaSecondsMax = 900;

/** What a `function.yml` says of a function: all that does not follow from the list of delivery streams. */
const functionFile = z.looseObject({
  handler: z.string(),
  timeout: z.number().max(lambdaSecondsMax),
  environment: z.looseObject({ POWERTOOLS_SERVICE_NAME: z.string(), POWERTOOLS_METRICS_NAMESPACE: z.string() }),
});
export type FunctionFile = z.infer<typeof functionFile>;

/** Throws {@link ConfigurationError}. `at` says where the content stands. */
export function readFunctionFile(at: string, content: unknown, timeoutMax = lambdaSecondsMax): FunctionFile {
  const parsed = functionFile
    .refine(({ timeout }) => timeout <= timeoutMax, { path: ['timeout'], error: `must be at most ${timeoutMax}` })
    .safeParse(content);
  if (parsed.success) return parsed.data;
  const mistakes = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`);
  throw new ConfigurationError(`${at}: ${mistakes.join('; ')}.`);
}

/** What a YAML file holds, its variables resolved; null where it is not there. */
export const contentOf = (path: string, { resolveVariable }: FrameworkContext): Promise<unknown> =>
  resolveVariable(`file(${path}), null`);

/** Under which namespace and dimension `service` a function counts. */
export const emitterOf = ({ environment }: FunctionFile) => ({
  namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
  service: environment.POWERTOOLS_SERVICE_NAME,
});
