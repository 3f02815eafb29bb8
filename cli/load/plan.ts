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

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const PUT_RECORDS_MAX = 500;
/** How long a record may wait for others at a producer: what the KPL does by default. https://docs.aws.amazon.com/streams/latest/dev/kinesis-kpl-config.html */
const GATHER_SECONDS_MAX = 0.1;

/**
 * The plan in the requests that are really sent. To a stream several batches go in one PutRecords, as a producer gathers them: as many
 * as fit and are due within {@link GATHER_SECONDS_MAX}. Always the same records at the same pace.
 */
export function requestsOf(plan: LoadPlan): LoadPlan {
  if (plan.target !== 'kinesis') return plan;
  const { batchesPerSecond, batchSize } = plan;
  const most = Math.min(Math.floor(PUT_RECORDS_MAX / batchSize), Math.floor(batchesPerSecond * GATHER_SECONDS_MAX));
  let gathered = Math.max(1, most);
  while (batchesPerSecond % gathered !== 0) gathered -= 1;
  return { ...plan, batchesPerSecond: batchesPerSecond / gathered, batchSize: batchSize * gathered };
}

/** What the writing came to. */
export interface LoadOutcome {
  /** Records that the target took. */
  accepted: number;
  /** From the first send to the last answer, wall-clock. */
  seconds: number;
  /** Records that were sent once more because the target could not take them. */
  sentAgain: number;
}
