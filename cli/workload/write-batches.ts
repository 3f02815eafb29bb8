import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { backoff, TRIES_MAX } from './backoff.ts';

/** Writes batches through BatchWriteItem, `concurrency` at a time, see {@link writeBatch}. */
export async function writeBatches(
  client: DynamoDBClient,
  tableName: string,
  batches: WriteRequest[][],
  { concurrency, onWritten }: { concurrency: number; onWritten?: (items: number) => void },
): Promise<void> {
  const queue = batches[Symbol.iterator]();
  const worker = async () => {
    for (const batch of queue) {
      await writeBatch(client, tableName, batch);
      onWritten?.(batch.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

/**
 * Writes one batch, sending what DynamoDB hands back as `UnprocessedItems` again with jittered backoff.
 * Answers how many items were sent again; throws when some are unprocessed after {@link TRIES_MAX} tries.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
export async function writeBatch(client: DynamoDBClient, tableName: string, batch: WriteRequest[]): Promise<number> {
  let requests = batch;
  let sentAgain = 0;
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    if (attempt > 0) await backoff(attempt);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }),
    );
    requests = UnprocessedItems?.[tableName] ?? [];
    if (requests.length === 0) return sentAgain;
    sentAgain += requests.length;
  }
  throw new Error(`${requests.length} items of table ${tableName} were still unprocessed after ${TRIES_MAX} tries.`);
}
