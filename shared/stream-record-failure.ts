import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { sequenceNumberOf } from './stream-record.ts';

/**
 * Where changes lie that did not reach a subscriber, in the lake's bucket: below the prefix that Lambda writes what an event
 * source mapping gave up. Lambda names its objects `<mapping>/<shard>/yyyy/MM/dd/…`, the function `ddb-fanout/<target>/yyyy/MM/dd/…`.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
export const streamFailurePrefix = 'aws/lambda/';

/** Short name of the function that tells changes: what lies there is counted under it, beside the delivery streams. */
export const fanOutName = 'ddb-fanout';

/** In place of a target's name, where a record reached none because it cannot be read. */
export const everyTarget = 'every-target';

/** A stream record that a target will never take, or that cannot be read. */
export interface UndeliverableRecord {
  /** As it came. */
  record: unknown;
  /** Name of the target, or {@link everyTarget}. */
  target: string;
  /** `EntryTooLarge`, the service's own error code, or why the record cannot be read. Nothing of its content. */
  reason: string;
}

/** What gave a record up, for the object about it. */
export interface FailureContext {
  functionArn: string;
  requestId: string;
  /** Milliseconds since 1970. */
  nowMs: number;
}

/**
 * The key of the object about one undeliverable record. It derives from the record and the day, so that a batch that is told
 * again comes to the same key.
 */
export function undeliverableKey({ record, target }: UndeliverableRecord, nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10).replaceAll('-', '/');
  const hash = createHash('sha256').update(JSON.stringify(record)).digest('hex').slice(0, 32);
  return `${streamFailurePrefix}${fanOutName}/${target}/${day}/${sequenceNumberOf(record)}-${hash}.json`;
}

/** The object about one undeliverable record, in the shape of Lambda's own, so that one reader reads both. */
export function undeliverableObject({ record, target, reason }: UndeliverableRecord, context: FailureContext): string {
  const { functionArn, requestId, nowMs } = context;
  return JSON.stringify({
    requestContext: { requestId, functionArn, condition: 'Undeliverable', approximateInvokeCount: 1 },
    version: '1.0',
    timestamp: new Date(nowMs).toISOString(),
    undeliverable: { ...(target !== everyTarget && { target }), reason },
    payload: { Records: [record] },
  });
}

/** What was given up, by Lambda's event source mapping or by the function. */
export interface StreamFailure {
  /** `RetryAttemptsExhausted`, `RecordAgeExceeded` … by Lambda, `Undeliverable` by the function. */
  condition: string;
  /** When it was given up, ISO 8601. */
  timestamp: string;
  functionArn: string;
  /** The one target that did not get the records; undefined where it may be any. */
  target?: string;
  reason?: string;
  /** The stream records as they came, to be told again. */
  records: unknown[];
}

export type StreamFailureOutcome =
  | { ok: true; failure: StreamFailure }
  /** `path` is the field that is missing or wrong, absent where the text is no JSON object. */
  | { ok: false; path?: string };

const recordsEvent = z.object({ Records: z.array(z.unknown()) });

const failureObject = z.object({
  requestContext: z.object({ condition: z.string(), functionArn: z.string() }),
  timestamp: z.string(),
  undeliverable: z.optional(z.object({ target: z.optional(z.string()), reason: z.string() })),
  // AWS's page shows text where the event stands; an object is taken too.
  payload: z.union([recordsEvent, z.pipe(z.pipe(z.string(), z.transform(parseJson)), recordsEvent)]),
});

/** Reads an object below {@link streamFailurePrefix}. Never throws. Fields that are not named here are not read. */
export function readStreamFailure(text: string): StreamFailureOutcome {
  const parsed = failureObject.safeParse(parseJson(text));
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path.join('.');
    return name ? { ok: false, path: name } : { ok: false };
  }
  const { requestContext, timestamp, undeliverable, payload } = parsed.data;
  const { target, reason } = undeliverable ?? {};
  const failure: StreamFailure = { ...requestContext, timestamp, records: payload.Records };
  return {
    ok: true,
    failure: { ...failure, ...(target !== undefined && { target }), ...(reason !== undefined && { reason }) },
  };
}

/** The event that tells the records again to those who did not get them: invoke `ddb-fanout` with it. */
export function resendEvent({ records, target }: StreamFailure): { Records: unknown[]; targets?: string[] } {
  return target === undefined ? { Records: records } : { Records: records, targets: [target] };
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
