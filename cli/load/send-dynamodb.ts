import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { writeBatch } from '../workload/write-batches.ts';
import type { LoadPlan } from './plan.ts';
import { createSamples } from './samples.ts';

/** Writes batch after batch of valid messages to a table, spread evenly over the livestreams. */
export function createDynamoDbSender(client: DynamoDBClient, tableName: string, plan: LoadPlan) {
  const { batchSize } = plan;
  const samples = createSamples(plan);
  return async (batch: number): Promise<{ accepted: number; sentAgain: number }> => {
    const requests = Array.from({ length: batchSize }, (_, index) => ({
      PutRequest: { Item: samples.item(batch * batchSize + index) },
    }));
    return { accepted: batchSize, sentAgain: await writeBatch(client, tableName, requests) };
  };
}
