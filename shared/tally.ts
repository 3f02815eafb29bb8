import { type FailureReason, failureReasons, type ProcessingFailed } from './verdict.ts';

/** Where a failed record can be found again. */
export interface RecordReference {
  recordId: string;
  /** Of a record that came from a Kinesis stream. */
  sequenceNumber?: string | undefined;
}

/** Failed records that have reason and path in common. */
export interface FailureGroup {
  reason: FailureReason;
  path?: string | undefined;
  count: number;
  /** The first few of them. */
  records: RecordReference[];
}

/** What became of one batch. */
export interface Tally {
  received: number;
  ok: number;
  dropped: number;
  failed: number;
  failedByReason: Record<FailureReason, number>;
  /** As many as there are reasons and attributes at most, however many records fail. Nothing of their content. */
  failures: FailureGroup[];
}

export interface Tallier {
  ok(): void;
  dropped(): void;
  failed(failure: ProcessingFailed, record: RecordReference): void;
  readonly tally: Tally;
}

/** Counts the verdicts of one batch. Of each group of failures, up to `referencesMax` records are named. */
export function startTally(received: number, referencesMax: number): Tallier {
  const groups = new Map<string, FailureGroup>();
  const failedByReason = Object.fromEntries(failureReasons.map((reason) => [reason, 0])) as Tally['failedByReason'];
  const tally: Tally = { received, ok: 0, dropped: 0, failed: 0, failedByReason, failures: [] };

  function groupOf({ reason, path }: ProcessingFailed): FailureGroup {
    const key = `${reason} ${path}`;
    let group = groups.get(key);
    if (group === undefined) {
      group = { reason, path, count: 0, records: [] };
      groups.set(key, group);
      tally.failures.push(group);
    }
    return group;
  }

  return {
    ok() {
      tally.ok += 1;
    },
    dropped() {
      tally.dropped += 1;
    },
    failed(failure, record) {
      tally.failed += 1;
      failedByReason[failure.reason] += 1;
      const group = groupOf(failure);
      group.count += 1;
      if (group.records.length < referencesMax) group.records.push(record);
    },
    tally,
  };
}
