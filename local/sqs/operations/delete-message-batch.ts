import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { checkBatch, eachEntry } from './batch.ts';
import { readInput } from './input.ts';

const shape = z.object({
  QueueUrl: z.string(),
  Entries: z.array(z.object({ Id: z.string(), ReceiptHandle: z.string() })),
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html */
export function deleteMessageBatch({ find }: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueUrl, Entries } = readInput(shape, given);
  const { queue } = find(QueueUrl);
  checkBatch(Entries);
  return eachEntry(Entries, ({ ReceiptHandle }) => {
    queue.delete(ReceiptHandle);
    return {};
  });
}
