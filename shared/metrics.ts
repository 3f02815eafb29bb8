import type { FailureReason } from './verdict.ts';

// Metrics of a transform: their unit is Count, and each invocation emits all of them, zeros included. Their dimension set is
// `service` and `DeliveryStream`, exactly: an alarm that names another set never sees data.

/** Records of one invocation, by what became of them. `ProcessingFailed` is the sum over all reasons. */
export const verdictMetrics = ['Received', 'Ok', 'Dropped', 'ProcessingFailed'] as const;

export type VerdictMetric = (typeof verdictMetrics)[number];
export type ReasonMetric<Reason extends string = FailureReason> = `ProcessingFailed${Reason}`;

/** Name of the metric that counts the records which failed for `reason`. */
export function reasonMetric<Reason extends string>(reason: Reason): ReasonMetric<Reason> {
  return `ProcessingFailed${reason}`;
}
