import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';

/** One failed record, whichever of the documented or captured shapes it came in. */
export interface ErrorRecord {
  /** `Lambda.FunctionError`, `DynamicPartitioning.MetadataExtractionFailed` …; `Unknown` where the line names none. */
  errorCode: string;
  errorMessage?: string | undefined;
  attemptsMade?: number | undefined;
  /** When Firehose received the record, epoch milliseconds. */
  arrivalTimestamp: number;
  /** Epoch milliseconds. */
  attemptEndingTimestamp?: number | undefined;
  /**
   * Base64, not yet judged: what the transform was given or, where Firehose failed after the transform, possibly what
   * that answered. See `error-object-codec.ts`.
   */
  rawData: string;
  lambdaArn?: string | undefined;
  sequenceNumber?: string | undefined;
}

export type ErrorRecordOutcome =
  | { ok: true; record: ErrorRecord }
  /** `path` is the field that is missing or wrong, absent where the line is no JSON object. */
  | { ok: false; path?: string };

/** Last millisecond of the year 9999: what four digits of a year can write. */
const timestampMax = 253_402_300_799_999;

/** Numbers are numbers, times epoch milliseconds. Fields not named here are let through and not read. */
const line = z.object({
  rawData: z.string(),
  arrivalTimestamp: z.int().check(z.gte(0), z.lte(timestampMax)),
  // The three spellings of the code and its message: processing failures have the first, format conversion any.
  errorCode: z.optional(z.string()),
  lastErrorCode: z.optional(z.string()),
  ErrorCode: z.optional(z.string()),
  errorMessage: z.optional(z.string()),
  lastErrorMessage: z.optional(z.string()),
  ErrorMessage: z.optional(z.string()),
  attemptsMade: z.optional(z.number()),
  attemptEndingTimestamp: z.optional(z.number()),
  // Documented and captured spelling.
  lambdaArn: z.optional(z.string()),
  lambdaARN: z.optional(z.string()),
  sequenceNumber: z.nullish(z.string()),
});

/**
 * Reads one line of an error object. Never throws, whatever the bytes are.
 *
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion-error-handling.html
 */
export function parseErrorRecord(bytes: Buffer): ErrorRecordOutcome {
  const parsed = line.safeParse(parseJson(bytes));
  if (!parsed.success) {
    const name = parsed.error.issues[0]?.path[0];
    return name === undefined ? { ok: false } : { ok: false, path: String(name) };
  }
  const { rawData, arrivalTimestamp, attemptsMade, attemptEndingTimestamp, ...read } = parsed.data;
  return {
    ok: true,
    record: {
      errorCode: read.errorCode ?? read.lastErrorCode ?? read.ErrorCode ?? 'Unknown',
      errorMessage: read.errorMessage ?? read.lastErrorMessage ?? read.ErrorMessage,
      attemptsMade,
      arrivalTimestamp,
      attemptEndingTimestamp,
      rawData,
      lambdaArn: read.lambdaArn ?? read.lambdaARN,
      sequenceNumber: read.sequenceNumber ?? undefined,
    },
  };
}

/** Undefined for what is no JSON in UTF-8. Decoding invalid UTF-8 would change it in silence. */
function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) return undefined;
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
