import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { readInput } from './input.ts';

const shape = z.object({ QueueName: z.string() });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export function getQueueUrl({ find, urlOf }: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueName } = readInput(shape, given);
  return { QueueUrl: urlOf(find(QueueName).queue.settings.name) };
}
