import * as z from 'zod';
import type { SqsContext } from '../context.ts';
import { RECEIVE_MAX, VISIBILITY_SECONDS_MAX, WAIT_SECONDS_MAX } from '../limits.ts';
import { md5Of, md5OfAttributes } from '../md5.ts';
import type { Received } from '../queue.ts';
import type { Message, MessageAttribute } from '../types.ts';
import { readInput } from './input.ts';

const names = z.array(z.string()).default([]);
const shape = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.int().min(1).max(RECEIVE_MAX).default(1),
  VisibilityTimeout: z.int().min(0).max(VISIBILITY_SECONDS_MAX).optional(),
  WaitTimeSeconds: z.int().min(0).max(WAIT_SECONDS_MAX).optional(),
  /** The older name of the next. */
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
});

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export async function receiveMessage({ find }: SqsContext, given: Record<string, unknown>): Promise<unknown> {
  const input = readInput(shape, given);
  const { queue } = find(input.QueueUrl);
  const { VisibilityTimeout: visibility, WaitTimeSeconds: wait } = input;
  const received = await queue.receive({
    max: input.MaxNumberOfMessages,
    ...(visibility !== undefined && { visibilityTimeoutMs: visibility * 1000 }),
    ...(wait !== undefined && { waitMs: wait * 1000 }),
  });
  const systemNames = [...input.AttributeNames, ...input.MessageSystemAttributeNames];
  if (received.length === 0) return {};
  return { Messages: received.map((one) => describe(one, systemNames, input.MessageAttributeNames)) };
}

function describe({ message, receiptHandle }: Received, systemNames: string[], attributeNames: string[]): unknown {
  const system = Object.entries(systemAttributes(message)).filter(
    ([name, value]) => value !== undefined && (systemNames.includes('All') || systemNames.includes(name)),
  );
  const own = Object.entries(message.attributes).filter(([name]) => isWanted(name, attributeNames));
  const attributes: Record<string, MessageAttribute> = Object.fromEntries(own);
  return {
    MessageId: message.id,
    ReceiptHandle: receiptHandle,
    MD5OfBody: md5Of(message.body),
    Body: message.body,
    ...(system.length > 0 && { Attributes: Object.fromEntries(system) }),
    ...(own.length > 0 && { MessageAttributes: attributes, MD5OfMessageAttributes: md5OfAttributes(attributes) }),
  };
}

function systemAttributes(message: Message): Record<string, string | undefined> {
  return {
    SenderId: 'AIDALOCAL',
    SentTimestamp: String(message.sentMs),
    ApproximateReceiveCount: String(message.receiveCount),
    ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    MessageGroupId: message.groupId,
    MessageDeduplicationId: message.deduplicationId,
    SequenceNumber: message.sequenceNumber,
    DeadLetterQueueSourceArn: message.deadLetterSourceArn,
  };
}

/** `All` and `.*` ask for all, `prefix.*` for some. */
function isWanted(name: string, wanted: string[]): boolean {
  return wanted.some(
    (one) => one === 'All' || one === name || (one.endsWith('.*') && name.startsWith(one.slice(0, -2))),
  );
}
