import { BatchWriteItemCommand, type DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';

/** Tries of one batch before giving up; DynamoDB hands back what it could not take as `UnprocessedItems`. */
const TRIES_MAX = 12;
const BACKOFF_BASE_MS = 25;
const BACKOFF_MAX_MS = 2000;

/**
 * Writes batches through BatchWriteItem, `concurrency` at a time, sending unprocessed items again with jittered backoff.
 * Throws when a batch still has unprocessed items after {@link TRIES_MAX} tries.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
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

async function writeBatch(client: DynamoDBClient, tableName: string, batch: WriteRequest[]): Promise<void> {
  let requests = batch;
  for (let attempt = 0; attempt < TRIES_MAX; attempt++) {
    if (attempt > 0) await backoff(attempt);
    const { UnprocessedItems } = await client.send(
      new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }),
    );
    requests = UnprocessedItems?.[tableName] ?? [];
    if (requests.length === 0) return;
  }
  throw new Error(`${requests.length} items of table ${tableName} were still unprocessed after ${TRIES_MAX} tries.`);
}

/** Full jitter. https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
const backoff = (attempt: number) =>
  new Promise((resolve) =>
    setTimeout(resolve, Math.random() * Math.min(BACKOFF_MAX_MS, BACKOFF_BASE_MS * 2 ** attempt)),
  );
