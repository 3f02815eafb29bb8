import * as z from 'zod/mini';
import type { ReplayRequest } from '../../shared/error-object-replay.ts';

/** The schedule asks for all delivery streams, see `answer.ts`. */
export interface ScheduledRequest {
  schedule: 'transient-errors';
}

/** The message says what is wrong with the event and how to mend it. */
export class EventError extends Error {
  override name = 'EventError';
}

const instant = 'must be an instant in ISO 8601 UTC, such as 2026-07-13T14:00:00Z';
const codes = 'must be a list of error codes, such as ["Lambda.FunctionError"]';
const count = 'must be a whole number of records, 1 or more';

const replayRequest = z
  .strictObject({
    stream: z.string('must be the short name of a delivery stream, such as chat-by-time'),
    source: z.enum(['errors', 'parked'], 'must be "errors" or "parked"'),
    from: z.optional(z.iso.datetime(instant)),
    to: z.optional(z.iso.datetime(instant)),
    errorCodes: z.optional(z.array(z.string(codes).check(z.minLength(1, codes)), codes).check(z.minLength(1, codes))),
    limit: z.optional(z.int(count).check(z.gte(1, count))),
    dryRun: z.optional(z.boolean('must be true or false')),
    after: z.optional(z.string('must be the "after" of an earlier report')),
  })
  .check(
    z.refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) <= Date.parse(to), {
      path: ['to'],
      error: 'must not be before "from"',
    }),
  );

const scheduledRequest = z.strictObject({ schedule: z.literal('transient-errors', 'must be "transient-errors"') });

/** Judges an event. Throws {@link EventError}. */
export function readEvent(event: unknown): ReplayRequest | ScheduledRequest {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) {
    throw new EventError(`The event must be an object, such as ${example}.`);
  }
  const parsed = ('schedule' in event ? scheduledRequest : replayRequest).safeParse(event);
  if (parsed.success) return parsed.data;
  throw new EventError(`The event is not valid: ${parsed.error.issues.map(explain).join('; ')}. Example: ${example}`);
}

const example = '{"stream":"chat-by-time","source":"errors","dryRun":true}';

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `${issue.keys.map((key) => `"${key}"`).join(', ')} is not known`;
  return `"${issue.path.join('.')}" ${issue.message}`;
}
