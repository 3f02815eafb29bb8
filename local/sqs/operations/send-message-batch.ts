import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { batchError } from '../errors.ts';
import { MESSAGE_BYTES_MAX } from '../limits.ts';
import { messageBytes } from '../message-check.ts';
import { checkBatch, eachEntry } from './batch.ts';
import { messageShape, newMessageOf, readInput } from './input.ts';
import { send } from './send-message.ts';

const shape = z.object({ QueueUrl: z.string(), Entries: z.array(messageShape.extend({ Id: z.string() })) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html */
export function sendMessageBatch({ find }: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueUrl, Entries } = readInput(shape, given);
  const { queue } = find(QueueUrl);
  checkBatch(Entries);
  const entries = Entries.map((entry) => ({ Id: entry.Id, message: newMessageOf(entry) }));
  const bytes = entries.reduce((sum, { message }) => sum + messageBytes(message), 0);
  if (bytes > MESSAGE_BYTES_MAX) {
    const message = `Batch requests cannot be longer than ${MESSAGE_BYTES_MAX} bytes. You have sent ${bytes} bytes.`;
    throw batchError('BatchRequestTooLong', message);
  }
  return eachEntry(entries, ({ message }) => send(queue, message));
}
