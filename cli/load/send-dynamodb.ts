import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createRandom } from '../../local/random.ts';
import { chatMessage } from '../workload/messages.ts';
import { writeBatch } from '../workload/write-batches.ts';
import type { LoadPlan } from './plan.ts';

/** Writes batch after batch of valid messages to a table, spread evenly over the livestreams. */
export function createDynamoDbSender(
  client: DynamoDBClient,
  tableName: string,
  { batchSize, livestreams, seed }: LoadPlan,
) {
  const random = createRandom(seed);
  return async (batch: number): Promise<{ accepted: number; sentAgain: number }> => {
    const requests = Array.from({ length: batchSize }, (_, index) => {
      const serial = batch * batchSize + index;
      return { PutRequest: { Item: chatMessage(`live-${(serial % livestreams) + 1}`, serial, random) } };
    });
    return { accepted: batchSize, sentAgain: await writeBatch(client, tableName, requests) };
  };
}
