import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import { TemplateError } from '../../template/resolve.ts';
import type { SqsContext } from '../context.ts';
import { invalidParameter, queueNameExists } from '../errors.ts';
import { parseQueue, type QueueSettings } from '../settings.ts';
import { readInput } from './input.ts';

const shape = z.object({ QueueName: z.string(), Attributes: z.record(z.string(), z.string()).default({}) });

/**
 * Values of attributes are text here. One that no queue of the template honours (`Policy`, encryption) has no effect. The queue is
 * gone when the stack stops: what is to stay is in the template.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export function createQueue(context: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueName, Attributes } = readInput(shape, given);
  const settings = settingsOf(QueueName, Attributes);
  const known = context.settingsOf(QueueName);
  if (known !== undefined && !isDeepStrictEqual(known, settings)) throw queueNameExists();
  if (known === undefined) context.create(settings);
  return { QueueUrl: context.urlOf(QueueName) };
}

function settingsOf(QueueName: string, attributes: Record<string, string>): QueueSettings {
  const { FifoQueue, ContentBasedDeduplication, RedrivePolicy, ...plain } = attributes;
  try {
    return parseQueue({
      QueueName,
      ...plain,
      FifoQueue: FifoQueue === 'true',
      ContentBasedDeduplication: ContentBasedDeduplication === 'true',
      ...(RedrivePolicy !== undefined && { RedrivePolicy: JSON.parse(RedrivePolicy) }),
    });
  } catch (error) {
    if (error instanceof TemplateError || error instanceof SyntaxError) throw invalidParameter(error.message);
    throw error;
  }
}
