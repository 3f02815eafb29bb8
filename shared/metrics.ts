import { type FailureReason, failureReasons } from './verdict.ts';

/** The dimension set of a transform's metrics, exactly: an alarm that names another set never sees data. */
export const transformDimensions = ['service', 'DeliveryStream'] as const;

/** Records of one invocation, by what became of them. `ProcessingFailed` is the sum over all reasons. */
export const verdictMetrics = ['Received', 'Ok', 'Dropped', 'ProcessingFailed'] as const;

export type VerdictMetric = (typeof verdictMetrics)[number];
export type ReasonMetric<Reason extends string = FailureReason> = `ProcessingFailed${Reason}`;
export type TransformMetric = VerdictMetric | ReasonMetric;

/** Name of the metric that counts the records which failed for `reason`. */
export function reasonMetric<Reason extends string>(reason: Reason): ReasonMetric<Reason> {
  return `ProcessingFailed${reason}`;
}

/** Every metric of a transform. Each invocation emits all of them, zeros included; the unit is Count. */
export function transformMetrics(): TransformMetric[] {
  return [...verdictMetrics, ...failureReasons.map(reasonMetric)];
}
