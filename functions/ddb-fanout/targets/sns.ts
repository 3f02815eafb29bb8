import { PublishBatchCommand, type PublishBatchRequestEntry, type SNSClient } from '@aws-sdk/client-sns';
import { messageAttributes } from '../attributes.ts';
import { snsLimits } from '../limits.ts';
import { answersById, type Declared, type Target } from '../target.ts';
import { within } from '../within.ts';
import { writtenBy } from '../written.ts';

type Message = Omit<PublishBatchRequestEntry, 'Id'>;

/**
 * A topic. Subscribers choose by message attributes: `id`, `type`, and those of the item that the route names.
 *
 * https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html
 */
export function snsTarget(client: SNSClient, TopicArn: string, { body, attributes }: Declared<'sns'>): Target<Message> {
  return {
    limits: snsLimits,
    // https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html, entries' codes and those of a whole call
    refusals: new Set([
      'InvalidParameter',
      'InvalidParameterException',
      'InvalidParameterValue',
      'InvalidParameterValueException',
      'BatchRequestTooLong',
      'BatchRequestTooLongException',
    ]),
    entryOf(change) {
      const { text: Message, bytes } = writtenBy(body, change);
      const own = messageAttributes(change, attributes);
      return { payload: { Message, MessageAttributes: own.attributes }, bytes: bytes + own.bytes };
    },
    async send(messages, timeoutMs) {
      const PublishBatchRequestEntries = messages.map((message, index) => ({ ...message, Id: String(index) }));
      const { Successful, Failed } = await within(timeoutMs, (abortSignal) =>
        client.send(new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }), { abortSignal }),
      );
      return answersById(messages.length, Successful, Failed);
    },
  };
}
