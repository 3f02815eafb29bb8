import type { ParkedReason, ReplayFailureReason } from './error-object-parked.ts';

// What is asked of `functions/dlq-reprocessor` and what it answers, as JSON both ways.

/** What an operator, or `tributary errors`, asks for. */
export interface ReplayRequest {
  /** Short name of the delivery stream. */
  stream: string;
  /** `errors`: what Firehose could not deliver. `parked`: what an earlier replay found would fail again. */
  source: 'errors' | 'parked';
  /** First and last hour to look at, each by any instant in it: ISO 8601 UTC. The hour is the one in the object's key. */
  from?: string | undefined;
  to?: string | undefined;
  /** Only objects that hold these error codes and no other. */
  errorCodes?: string[] | undefined;
  /** The run ends with the line range in which this many records were handled. */
  limit?: number | undefined;
  /** Judge and explain; write nothing. */
  dryRun?: boolean | undefined;
  /** Go on after this object: `after` of the report before. */
  after?: string | undefined;
}

/** How a run left an object. */
export type ObjectOutcome =
  /** Every line is written or parked; the object was moved to `replayed/`. */
  | 'replayed'
  /** Parked, and all of it would fail again. */
  | 'stayed'
  /** It holds error codes that were not asked for. */
  | 'skipped'
  /** Not read to its end, see `problems`. What could be read is restored; the object stays. */
  | 'refused'
  /** S3 or Firehose failed it, see `problems`. The next run takes it up again. */
  | 'failed'
  /** Another run was quicker. */
  | 'gone';

/** Why an object is still there. */
export interface Problem {
  object: string;
  /** Where one line is the cause. */
  line?: number;
  code: string;
  message: string;
}

/**
 * What a run did or, in a dry run, would do.
 * `records = restored + alreadyThere + dropped + unreadable + remaining +` the sum of `parked`.
 */
export interface ReplayReport {
  stream: string;
  source: ReplayRequest['source'];
  dryRun: boolean;
  /** Fingerprint of the schema that judged. */
  schema: string;
  /** `remaining`: selected, but not finished when the run ended; at least so many if it ran out of time. */
  objects: Record<ObjectOutcome | 'remaining', number>;
  /** Failed records that were read. */
  records: number;
  /** Written as rows by this run or, where `sentTo` is given, accepted by that delivery stream. */
  restored: number;
  /**
   * Physical name of the Direct PUT delivery stream that records are sent to, instead of writing rows: Firehose has to convert
   * them. It gets each of them at least once.
   */
  sentTo?: string;
  /**
   * If `sentTo`: how often a record was sent that may have been accepted before, because a call had no answer, or a run before
   * this one or beside it may have sent it. There are no more repeats than that, but for those of runs that die without a report.
   */
  perhapsRepeated?: number;
  /** Written, accepted or parked before, or by another run. */
  alreadyThere: number;
  /** Left out by rule, as the transform does. */
  dropped: number;
  /** Parked: they would fail again. */
  parked: Partial<Record<ReplayFailureReason, number>>;
  /** Parked: their lines are no error records. */
  unreadable: number;
  /** Still where they were: in objects that were refused or failed. */
  remaining: number;
  problems: Problem[];
  /** True if nothing that was asked for is left to look at, and neither S3 nor Firehose failed any of it. */
  complete: boolean;
  /** Why it is not complete. */
  stoppedBy?: StopReason;
  /** To be sent in the next event, if not complete: no object up to it failed. Absent where the first one did, or was not finished. */
  after?: string;
  /** Of a dry run: one for each record, up to a limit. */
  explanations?: Explanation[];
}

export type StopReason = 'time' | 'limit' | 'failures';

/** What a dry run says of one record. Types and lengths, never content. */
export interface Explanation {
  /** The error object it came in, and its line there. */
  object: string;
  line: number;
  errorCode?: string;
  /** Epoch milliseconds. */
  arrivalTimestamp?: number;
  /** `Ok`: would be a row, or sent to become one. `Dropped`: left out by rule. */
  result: 'Ok' | 'Dropped' | 'Parked';
  reason?: ParkedReason;
  /** The attribute or field that fails. */
  path?: string;
  /** Where in the record it fails, bytes from its start, if that is known. */
  position?: number;
  /** The attribute's type tag, over the JSON Schema of its value. Of a part of a log line, an example. */
  expected?: Record<string, object>;
  /** What is there instead, in words: `S of 2001 characters`, `nothing`. */
  found?: string;
}
