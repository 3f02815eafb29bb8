import type { NewMessage } from '../sqs/types.ts';
import type { TopicMessage } from './message.ts';
import type { Subscription } from './subscription.ts';

export interface Published extends TopicMessage {
  messageId: string;
  topicArn: string;
  /** Milliseconds since the epoch. */
  publishedMs: number;
}

/**
 * What a queue gets of a message: the message itself with its attributes where delivery is raw, else JSON about it. Nothing signs
 * it here.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-large-payload-raw-message-delivery.html
 * https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
 */
export function notificationFor({ isRaw, arn }: Subscription, published: Published): NewMessage {
  const { message, subject, attributes, messageId, topicArn, publishedMs } = published;
  if (isRaw) return { body: message, attributes };
  const told = Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: StringValue ?? BinaryValue },
  ]);
  const notification = {
    Type: 'Notification',
    MessageId: messageId,
    TopicArn: topicArn,
    ...(subject !== undefined && { Subject: subject }),
    Message: message,
    Timestamp: new Date(publishedMs).toISOString(),
    SignatureVersion: '1',
    Signature: 'none-locally',
    SigningCertURL: 'http://127.0.0.1/none-locally.pem',
    UnsubscribeURL: `http://127.0.0.1/?Action=Unsubscribe&SubscriptionArn=${arn}`,
    ...(told.length > 0 && { MessageAttributes: Object.fromEntries(told) }),
  };
  return { body: JSON.stringify(notification) };
}
