import { type ErrorRecordOutcome, parseErrorRecord } from '../../shared/error-object.ts';
import type { ErrorRecordCodec } from '../../shared/error-object-codec.ts';
import { type ParkedReason, readParkedEntry } from '../../shared/error-object-parked.ts';
import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import type { PartitionKeys } from '../../shared/record-codec.ts';
import type { Dropped } from '../../shared/verdict.ts';

/** A failed record, in whatever object it lies now. */
export interface FailedRecord {
  /** The error object that it came in, and its line there. */
  object: string;
  line: number;
  /** Its bytes there. */
  original: Buffer;
  parsed: ErrorRecordOutcome;
}

/** Nothing in a `Parked` comes from the record's content. */
export type Verdict =
  | { result: 'Ok'; row: string; partitionKeys: PartitionKeys; arrivalMs: number }
  | Dropped
  | { result: 'Parked'; reason: ParkedReason; path?: string };

/** Reads a line of the object `key`. What is no parked entry, in a parked object, is taken for what it is: a line. */
export function readFailedRecord(
  source: ReplayRequest['source'],
  key: string,
  lineNumber: number,
  bytes: Buffer,
): FailedRecord {
  const entry = source === 'parked' ? readParkedEntry(bytes) : undefined;
  const { object, line, original } = entry ?? { object: key, line: lineNumber, original: bytes };
  return { object, line, original, parsed: parseErrorRecord(original) };
}

/** What becomes of a failed record now. */
export function judgeFailedRecord({ parsed }: FailedRecord, judge: ErrorRecordCodec): Verdict {
  if (!parsed.ok) return { result: 'Parked', reason: 'Unreadable', ...(parsed.path && { path: parsed.path }) };
  const outcome = judge(parsed.record);
  if (outcome.result === 'ProcessingFailed') return { ...outcome, result: 'Parked' };
  return outcome.result === 'Ok' ? { ...outcome, arrivalMs: parsed.record.arrivalTimestamp } : outcome;
}
