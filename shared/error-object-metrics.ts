// The dimension set of these metrics is `service` and `DeliveryStream`, exactly: an alarm that names another set never sees data.

/**
 * What lies under `errors/` now, and under `aws/lambda/`, which is counted as if `ddb-fanout` were a delivery stream. The age is
 * that of the oldest object, 0 where there is none.
 */
export const inventoryMetrics = { ErrorObjects: 'Count', OldestErrorAgeSeconds: 'Seconds' } as const;

/** What one replay did; dry runs count nothing. `ReplayedRecords` are those it read: the volume to be alarmed. */
export const replayMetrics = {
  ReplayedRecords: 'Count',
  ReplayRestored: 'Count',
  ReplayParked: 'Count',
  ReplayProblems: 'Count',
} as const;

export type InventoryMetric = keyof typeof inventoryMetrics;
export type ReplayMetric = keyof typeof replayMetrics;
