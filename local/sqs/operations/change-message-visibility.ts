import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { VISIBILITY_SECONDS_MAX } from '../limits.ts';
import { readInput } from './input.ts';

const shape = z.object({
  QueueUrl: z.string(),
  ReceiptHandle: z.string(),
  VisibilityTimeout: z.int().min(0).max(VISIBILITY_SECONDS_MAX),
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html */
export function changeMessageVisibility({ find }: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueUrl, ReceiptHandle, VisibilityTimeout } = readInput(shape, given);
  find(QueueUrl).queue.changeVisibility(ReceiptHandle, VisibilityTimeout * 1000);
  return {};
}
