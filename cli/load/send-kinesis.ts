import { type KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { Clock } from '../../local/clock.ts';
import { backoff, TRIES_MAX } from '../workload/backoff.ts';
import type { LoadPlan } from './plan.ts';
import { createSamples } from './samples.ts';

/**
 * Puts batch after batch of change records, as DynamoDB writes them, straight on a stream. Records that the stream could not
 * take are sent again with jittered backoff. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function createKinesisSender(client: KinesisClient, streamName: string, plan: LoadPlan, clock: Clock) {
  const { batchSize } = plan;
  const samples = createSamples(plan);
  return async (batch: number): Promise<{ accepted: number; sentAgain: number }> => {
    let entries = Array.from({ length: batchSize }, (_, index) => {
      const { data, partitionKey } = samples.change(batch * batchSize + index, clock.now());
      return { Data: data, PartitionKey: partitionKey };
    });
    let sentAgain = 0;
    for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
      if (attempt > 0) await backoff(attempt);
      const { FailedRecordCount = 0, Records = [] } = await client.send(
        new PutRecordsCommand({ StreamName: streamName, Records: entries }),
      );
      if (FailedRecordCount === 0) return { accepted: batchSize, sentAgain };
      entries = entries.filter((_, index) => Records[index]?.ErrorCode !== undefined);
      sentAgain += entries.length;
    }
    throw new Error(`${entries.length} records were still refused by stream ${streamName} after ${TRIES_MAX} tries.`);
  };
}
