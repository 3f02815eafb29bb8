import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { md5Of, md5OfAttributes } from '../md5.ts';
import type { Queue } from '../queue.ts';
import type { NewMessage } from '../types.ts';
import { messageShape, newMessageOf, readInput } from './input.ts';

const shape = messageShape.extend({ QueueUrl: z.string() });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
export function sendMessage({ find }: SqsContext, given: Record<string, unknown>): unknown {
  const input = readInput(shape, given);
  return send(find(input.QueueUrl).queue, newMessageOf(input));
}

/** Sends a message and answers as SendMessage does. */
export function send(queue: Queue, message: NewMessage): Record<string, unknown> {
  const { messageId, sequenceNumber } = queue.send(message);
  const md5 = md5OfAttributes(message.attributes ?? {});
  return {
    MessageId: messageId,
    MD5OfMessageBody: md5Of(message.body),
    ...(md5 !== undefined && { MD5OfMessageAttributes: md5 }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}
