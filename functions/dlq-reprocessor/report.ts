import type { ReplayMetric } from '../../shared/error-object-metrics.ts';
import type { ParkedReason } from '../../shared/error-object-parked.ts';
import type { FailureReason } from '../../shared/verdict.ts';
import type { ReplayRequest } from './event.ts';
import type { Explanation } from './explain.ts';

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
  /** S3 failed it, see `problems`. The next run takes it up again. */
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
export interface Report {
  stream: string;
  source: ReplayRequest['source'];
  dryRun: boolean;
  /** Fingerprint of the schema that judged. */
  schema: string;
  /** `remaining`: selected, but not finished when the run ended; at least so many if it ran out of time. */
  objects: Record<ObjectOutcome | 'remaining', number>;
  /** Failed records that were read. */
  records: number;
  /** Written as rows by this run. */
  restored: number;
  /** Written or parked before, or by another run. */
  alreadyThere: number;
  /** Left out by rule, as the transform does. */
  dropped: number;
  /** Parked: they would fail again. */
  parked: Partial<Record<FailureReason, number>>;
  /** Parked: their lines are no error records. */
  unreadable: number;
  /** Still where they were: in objects that were refused or failed. */
  remaining: number;
  problems: Problem[];
  /** True if nothing that was asked for is left to look at. */
  complete: boolean;
  /** Why it is not complete. */
  stoppedBy?: StopReason;
  /** To be sent in the next event, if not complete; absent where no object was finished. */
  after?: string;
  /** Of a dry run: one for each record, up to a limit. */
  explanations?: Explanation[];
}

export type StopReason = 'time' | 'limit' | 'failures';

export function startReport({ stream, source, dryRun = false }: ReplayRequest, schema: string): Report {
  return {
    stream,
    source,
    dryRun,
    schema,
    objects: { replayed: 0, stayed: 0, skipped: 0, refused: 0, failed: 0, gone: 0, remaining: 0 },
    records: 0,
    restored: 0,
    alreadyThere: 0,
    dropped: 0,
    parked: {},
    unreadable: 0,
    remaining: 0,
    problems: [],
    complete: true,
    ...(dryRun && { explanations: [] }),
  };
}

export function countParked(report: Report, records: Partial<Record<ParkedReason, number>>): void {
  for (const [reason, count] of Object.entries(records) as [ParkedReason, number][]) {
    if (reason === 'Unreadable') report.unreadable += count;
    else report.parked[reason] = (report.parked[reason] ?? 0) + count;
  }
}

/** Records that the run found a place for, or their lack of one. */
export function handledRecords({ restored, dropped, parked, unreadable }: Report): number {
  return restored + dropped + unreadable + Object.values(parked).reduce((sum, count) => sum + count, 0);
}

/** The report as metrics, see `shared/error-object-metrics.ts`. */
export function replayValues({ records, restored, parked, unreadable, objects }: Report): Record<ReplayMetric, number> {
  const parkedRecords = Object.values(parked).reduce((sum, count) => sum + count, unreadable);
  return {
    ReplayedRecords: records,
    ReplayRestored: restored,
    ReplayParked: parkedRecords,
    ReplayProblems: objects.refused + objects.failed,
  };
}
