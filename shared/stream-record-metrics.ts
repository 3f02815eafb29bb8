/** The dimension set of a subscriber's metrics, exactly: an alarm that names another set never sees data. */
export const fanOutTargetDimensions = ['service', 'Target'] as const;

/**
 * Changes of one invocation for one target, by what became of them. Every invocation emits all of them for every target, zeros
 * included; the unit is Count. A change that fails is told again with its batch, and counted again.
 *
 * - `Sent`: the target took it.
 * - `Failed`: the target has not taken it so far; the batch is told again from the first of these on.
 * - `Retried`: sends beyond a change's first, within the invocation.
 * - `Undeliverable`: the target will never take it; it was put to the failure destination.
 */
export const fanOutTargetMetrics = ['Sent', 'Failed', 'Retried', 'Undeliverable'] as const;
export type FanOutTargetMetric = (typeof fanOutTargetMetrics)[number];

/** The dimension set of what is counted once for all targets. */
export const fanOutDimensions = ['service'] as const;

/**
 * Stream records of one invocation. `Unreadable` are no change records, or hold what is no AttributeValue; they were put to the
 * failure destination. Zeros included; the unit is Count.
 */
export const fanOutMetrics = ['Received', 'Unreadable'] as const;
export type FanOutMetric = (typeof fanOutMetrics)[number];

/** Failures of one target that have result and reason in common. Nothing of a change's content. */
export interface FanOutFailures {
  result: 'Failed' | 'Undeliverable';
  /** The service's error code, or ours. */
  reason: string;
  count: number;
  /** Of the first few. */
  sequenceNumbers: string[];
}

/** What became of one invocation's changes. */
export interface FanOutReport {
  counts: Record<FanOutMetric, number>;
  /** About records that could not be read. */
  failures: FanOutFailures[];
  targets: { target: string; counts: Record<FanOutTargetMetric, number>; failures: FanOutFailures[] }[];
}
