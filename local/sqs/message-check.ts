import { invalidContents, invalidParameter, missingParameter } from './errors.ts';
import { DELAY_SECONDS_MAX, MESSAGE_ATTRIBUTES_MAX } from './limits.ts';
import type { QueueSettings } from './settings.ts';
import type { MessageAttribute, NewMessage } from './types.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const ALLOWED = /^[\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u;
const ATTRIBUTE_NAME = /^[\w.-]{1,256}$/;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;
const ID = /^[\w!"#$%&'()*+,./:;<=>?@[\\\]^`{|}~-]{1,128}$/;

/** Bytes that count towards the limits: the body, and each attribute's name, type and value. */
export function messageBytes({ body, attributes = {} }: NewMessage): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(body),
  );
}

/** Throws an `AwsError` for what SQS refuses. */
export function checkMessage(message: NewMessage, queue: QueueSettings): void {
  const { body, attributes = {}, groupId, deduplicationId, delayMs } = message;
  if (body === '') throw missingParameter('The request must contain the parameter MessageBody.');
  // The expression is of whole code points: half of a surrogate pair is none.
  if (!ALLOWED.test(body)) throw invalidContents();
  if (Object.keys(attributes).length > MESSAGE_ATTRIBUTES_MAX) {
    throw invalidParameter(
      `Number of message attributes [${Object.keys(attributes).length}] exceeds the allowed maximum [10].`,
    );
  }
  for (const [name, attribute] of Object.entries(attributes)) checkAttribute(name, attribute);
  if (messageBytes(message) > queue.messageBytesMax) {
    throw invalidParameter(
      `One or more parameters are invalid. Reason: Message must be shorter than ${queue.messageBytesMax} bytes.`,
    );
  }
  for (const id of [groupId, deduplicationId]) {
    if (id !== undefined && !ID.test(id))
      throw invalidParameter(`Value ${id} is not 1 to 128 letters, digits and punctuation.`);
  }
  if (delayMs !== undefined && (delayMs < 0 || delayMs > DELAY_SECONDS_MAX * 1000 || queue.isFifo)) {
    throw invalidParameter(
      `Value ${delayMs / 1000} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900, and not that of one message of a FIFO queue.`,
    );
  }
  if (queue.isFifo && groupId === undefined) {
    throw missingParameter('The request must contain the parameter MessageGroupId.');
  }
  if (queue.isFifo && deduplicationId === undefined && !queue.contentBasedDeduplication) {
    throw invalidParameter(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly',
    );
  }
  if (!queue.isFifo && deduplicationId !== undefined) {
    throw invalidParameter(
      `Value ${deduplicationId} for parameter MessageDeduplicationId is invalid. Reason: The request includes a parameter that is not valid for this queue type.`,
    );
  }
}

function checkAttribute(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  if (!ATTRIBUTE_NAME.test(name)) throw invalidParameter(`Invalid attribute name: ${name}`);
  if (!DATA_TYPE.test(DataType ?? '')) {
    throw invalidParameter(`The message attribute '${name}' has an invalid message attribute type.`);
  }
  const value = DataType.startsWith('Binary') ? BinaryValue : StringValue;
  if (!value) throw invalidParameter(`The message attribute '${name}' must contain a non-empty value of its type.`);
  if (StringValue !== undefined && !ALLOWED.test(StringValue)) throw invalidContents();
}
