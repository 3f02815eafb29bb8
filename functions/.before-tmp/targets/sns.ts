import { PublishBatchCommand, type PublishBatchRequestEntry, type SNSClient } from '@aws-sdk/client-sns';
import { attributeBytes, messageAttributes } from '../attributes.ts';
import { snsLimits } from '../limits.ts';
import { answersById, type Declared, type Target } from '../target.ts';

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
      const own = messageAttributes(change, attributes);
      const Message = body(change);
      const MessageAttributes = Object.fromEntries(
        own.map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      );
      return { payload: { Message, MessageAttributes }, bytes: Buffer.byteLength(Message) + attributeBytes(own) };
    },
    async send(messages, timeoutMs) {
      const PublishBatchRequestEntries = messages.map((message, index) => ({ ...message, Id: String(index) }));
      const { Successful, Failed } = await client.send(
        new PublishBatchCommand({ TopicArn, PublishBatchRequestEntries }),
        { abortSignal: AbortSignal.timeout(timeoutMs) },
      );
      return answersById(messages.length, Successful, Failed);
    },
  };
}
