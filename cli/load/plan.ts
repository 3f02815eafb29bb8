/** What a load run is asked to do. */
export interface LoadPlan {
  target: 'dynamodb' | 'kinesis';
  batchesPerSecond: number;
  /** Records in one batch; one BatchWriteItem takes at most 25, one PutRecords at most 500. */
  batchSize: number;
  seconds: number;
  livestreams: number;
  seed: number;
}

export const batchesOf = ({ batchesPerSecond, seconds }: LoadPlan): number => batchesPerSecond * seconds;
export const recordsOf = (plan: LoadPlan): number => batchesOf(plan) * plan.batchSize;

/** What the writing came to. */
export interface LoadOutcome {
  /** Records that the target took. */
  accepted: number;
  /** From the first send to the last answer, wall-clock. */
  seconds: number;
  /** Records that were sent once more because the target could not take them. */
  sentAgain: number;
}
