import { type FailureReason, failureReasons } from './verdict.ts';

/** Where a failed record can be found again. */
export interface RecordReference {
  recordId: string;
  /** Of a record that came from a Kinesis stream. */
  sequenceNumber?: string | undefined;
  /** Where in the record it fails, bytes from its start. */
  position?: number | undefined;
}

/** What is counted of a failure. */
export interface Failure<Reason extends string> {
  reason: Reason;
  path?: string | undefined;
}

/** Failed records that have reason and path in common. */
export interface FailureGroup<Reason extends string = FailureReason> extends Failure<Reason> {
  count: number;
  /** The first few of them. */
  records: RecordReference[];
}

/** What became of one batch. */
export interface Tally<Reason extends string = FailureReason> {
  received: number;
  ok: number;
  dropped: number;
  /** Of transforms that drop by more than one rule. */
  droppedByRule?: Record<string, number>;
  failed: number;
  failedByReason: Record<Reason, number>;
  /** As many as there are reasons and attributes at most, however many records fail. Nothing of their content. */
  failures: FailureGroup<Reason>[];
}

export interface Tallier<Reason extends string = FailureReason> {
  ok(): void;
  dropped(rule?: string): void;
  failed(failure: Failure<Reason>, record: RecordReference): void;
  readonly tally: Tally<Reason>;
}

/**
 * Counts the verdicts of one batch. `reasons` are those that its records can fail for; of each group of failures, up to
 * `referencesMax` records are named.
 */
export function startTally(received: number, referencesMax: number): Tallier;
export function startTally<Reason extends string>(
  received: number,
  referencesMax: number,
  reasons: readonly Reason[],
): Tallier<Reason>;
export function startTally(
  received: number,
  referencesMax: number,
  reasons: readonly string[] = failureReasons,
): Tallier<string> {
  const groups = new Map<string, FailureGroup<string>>();
  const failedByReason: Record<string, number> = Object.fromEntries(reasons.map((reason) => [reason, 0]));
  const tally: Tally<string> = { received, ok: 0, dropped: 0, failed: 0, failedByReason, failures: [] };

  function groupOf({ reason, path }: Failure<string>): FailureGroup<string> {
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
    dropped(rule) {
      tally.dropped += 1;
      if (rule === undefined) return;
      tally.droppedByRule ??= {};
      tally.droppedByRule[rule] = (tally.droppedByRule[rule] ?? 0) + 1;
    },
    failed(failure, record) {
      tally.failed += 1;
      failedByReason[failure.reason] = (failedByReason[failure.reason] ?? 0) + 1;
      const group = groupOf(failure);
      group.count += 1;
      if (group.records.length < referencesMax) group.records.push(record);
    },
    tally,
  };
}
