import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { readInput } from './input.ts';

const shape = z.object({ QueueUrl: z.string(), ReceiptHandle: z.string() });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html */
export function deleteMessage({ find }: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueUrl, ReceiptHandle } = readInput(shape, given);
  find(QueueUrl).queue.delete(ReceiptHandle);
  return {};
}
