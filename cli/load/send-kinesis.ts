import { createHash } from 'node:crypto';
import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import type { Clock } from '../../local/clock.ts';
import { createRandom } from '../../local/random.ts';
import { backoff, TRIES_MAX } from '../workload/backoff.ts';
import { chatMessage } from '../workload/messages.ts';
import type { LoadPlan } from './plan.ts';

/**
 * Puts batch after batch of change records, as DynamoDB writes them, straight on a stream. Records that the stream could not
 * take are sent again with jittered backoff. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function createKinesisSender(client: KinesisClient, streamName: string, plan: LoadPlan, clock: Clock) {
  const { batchSize, livestreams, seed } = plan;
  const random = createRandom(seed);
  return async (batch: number): Promise<{ accepted: number; sentAgain: number }> => {
    let entries = Array.from({ length: batchSize }, (_, index) => {
      const serial = batch * batchSize + index;
      return changeRecord(`live-${(serial % livestreams) + 1}`, serial, random, clock.now());
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

function changeRecord(
  livestreamId: string,
  serial: number,
  random: () => number,
  nowMs: number,
): PutRecordsRequestEntry {
  const item = chatMessage(livestreamId, serial, random);
  const Keys = { LivestreamID: item.LivestreamID, UID: item.UID };
  const digest = createHash('md5').update(`${livestreamId}/${serial}`).digest('hex');
  const record = {
    awsRegion: 'us-east-1',
    eventID: digest.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-8$4-$5'),
    eventName: 'INSERT',
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: 'load',
    dynamodb: {
      ApproximateCreationDateTime: nowMs * 1000,
      Keys,
      NewImage: item,
      SizeBytes: 0,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
    },
    eventSource: 'aws:dynamodb',
  };
  return { Data: Buffer.from(JSON.stringify(record)), PartitionKey: digest };
}
