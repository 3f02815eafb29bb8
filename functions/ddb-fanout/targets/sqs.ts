import { SendMessageBatchCommand, type SendMessageBatchRequestEntry, type SQSClient } from '@aws-sdk/client-sqs';
import { groupKeyOf, messageAttributes } from '../attributes.ts';
import type { Entry } from '../deliver.ts';
import { sqsLimits } from '../limits.ts';
import { answersById, type Declared, type Target } from '../target.ts';
import { within } from '../within.ts';
import { writtenBy } from '../written.ts';

type Message = Omit<SendMessageBatchRequestEntry, 'Id'>;

/**
 * A queue. Each message carries the attributes `id` and `type`. In a FIFO queue the route's key is the group, and the change's
 * id keeps a repeat out for five minutes.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export function sqsTarget(
  client: SQSClient,
  QueueUrl: string,
  declaration: Declared<'sqs'> | Declared<'sqs-fifo'>,
): Target<Message> {
  const { body } = declaration;
  const names = declaration.kind === 'sqs' ? declaration.attributes : [];
  return {
    limits: sqsLimits,
    // Entries' codes, and the last three of a whole call.
    refusals: new Set([
      'InvalidMessageContents',
      'InvalidParameterValue',
      'InvalidAttributeValue',
      'InvalidParameterValueException',
      'BatchRequestTooLong',
      'AWS.SimpleQueueService.BatchRequestTooLong',
    ]),
    entryOf(change): Entry<Message> {
      const { text: MessageBody, bytes: bodyBytes } = writtenBy(body, change);
      const own = messageAttributes(change, names);
      const bytes = bodyBytes + own.bytes;
      const payload = { MessageBody, MessageAttributes: own.attributes };
      if (declaration.kind === 'sqs') return { payload, bytes };
      const key = groupKeyOf(change, declaration.key);
      return { payload: { ...payload, MessageGroupId: key, MessageDeduplicationId: change.eventId }, bytes, key };
    },
    async send(messages, timeoutMs) {
      const Entries = messages.map((message, index) => ({ ...message, Id: String(index) }));
      const { Successful, Failed } = await within(timeoutMs, (abortSignal) =>
        client.send(new SendMessageBatchCommand({ QueueUrl, Entries }), { abortSignal }),
      );
      return answersById(messages.length, Successful, Failed);
    },
  };
}
