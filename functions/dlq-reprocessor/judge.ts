import { type ErrorRecord, type ErrorRecordOutcome, parseErrorRecord } from '../../shared/error-object.ts';
import type { ReplayedRow } from '../../shared/error-object-codec.ts';
import { type ParkedReason, type ReplayFailureReason, readParkedEntry } from '../../shared/error-object-parked.ts';
import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import type { PartitionKeys } from '../../shared/record-codec.ts';

/** A failed record, in whatever object it lies now. */
export interface FailedRecord {
  /** The error object that it came in, and its line there. */
  object: string;
  line: number;
  /** Its bytes there. */
  original: Buffer;
  parsed: ErrorRecordOutcome;
}

/** Judges what a failed record was, as its transform would. Never throws, whatever is in it. */
export type Judge = (
  record: ErrorRecord,
) =>
  | ReplayedRow
  | { result: 'Dropped' }
  | { result: 'ProcessingFailed'; reason: ReplayFailureReason; path?: string; position?: number };

/** It would fail again. Nothing in here comes from the record's content. */
export interface Parked {
  result: 'Parked';
  reason: ParkedReason;
  path?: string;
  /** Where in the record, bytes from its start. */
  position?: number;
}

export type Verdict =
  /** `row` is one line: a row of the lake or, where Firehose is to make that, the record that it is to get. */
  { result: 'Ok'; row: string; partitionKeys: PartitionKeys; arrivalMs: number } | { result: 'Dropped' } | Parked;

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
export function judgeFailedRecord({ parsed }: FailedRecord, judge: Judge): Verdict {
  if (!parsed.ok) return { result: 'Parked', reason: 'Unreadable', ...(parsed.path && { path: parsed.path }) };
  const outcome = judge(parsed.record);
  if (outcome.result === 'ProcessingFailed') return { ...outcome, result: 'Parked' };
  return outcome.result === 'Ok' ? { ...outcome, arrivalMs: parsed.record.arrivalTimestamp } : outcome;
}
