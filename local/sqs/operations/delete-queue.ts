import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { readInput } from './input.ts';

const shape = z.object({ QueueUrl: z.string() });

/** Gone at once, with what is in it. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export function deleteQueue({ find, remove }: SqsContext, given: Record<string, unknown>): unknown {
  remove(find(readInput(shape, given).QueueUrl).queue.settings.name);
  return {};
}
