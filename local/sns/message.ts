import type { MessageAttribute } from '../sqs/types.ts';
import { AwsError } from '../wire/message.ts';
import { MESSAGE_BYTES_MAX, SUBJECT_MAX } from './limits.ts';
import { listAt, type QueryInput, textAt } from './query-input.ts';

/** A message as it is published. */
export interface TopicMessage {
  message: string;
  subject: string | undefined;
  attributes: Record<string, MessageAttribute>;
}

const unknown = ['MessageStructure', 'MessageGroupId', 'MessageDeduplicationId', 'PhoneNumber', 'TargetArn'];

/** Reads what Publish and an entry of PublishBatch have in common. Throws SNS's errors. */
export function messageOf(input: QueryInput): TopicMessage {
  const odd = unknown.find((name) => name in input);
  if (odd !== undefined) throw invalid(`${odd} is not there locally`);
  const message = textAt(input, 'Message') ?? '';
  if (message === '') throw invalid('Empty message');
  const subject = textAt(input, 'Subject');
  if (subject !== undefined && (subject.length > SUBJECT_MAX || !/^[\x21-\x7e][\x20-\x7e]*$/.test(subject))) {
    throw invalid('Subject');
  }
  const entries = listAt(input, 'MessageAttributes', 'entry').map(attributeOf);
  const found = { message, subject, attributes: Object.fromEntries(entries) };
  if (bytesOf(found) > MESSAGE_BYTES_MAX) throw invalid('Message too long');
  return found;
}

function attributeOf(entry: QueryInput): [string, MessageAttribute] {
  const name = textAt(entry, 'Name') ?? '';
  const value = entry.Value;
  const DataType = typeof value === 'object' ? textAt(value, 'DataType') : undefined;
  if (typeof value !== 'object' || DataType === undefined || !/^[\w.-]{1,256}$/.test(name)) {
    throw invalid(`The message attribute '${name}' must have a name and a type.`, 'ParameterValueInvalid');
  }
  const text = textAt(value, DataType.startsWith('Binary') ? 'BinaryValue' : 'StringValue');
  if (!text || !/^(String|Number|Binary|String\.Array)(\..+)?$/.test(DataType)) {
    throw invalid(
      `The message attribute '${name}' must contain a non-empty value of its type.`,
      'ParameterValueInvalid',
    );
  }
  return [name, DataType.startsWith('Binary') ? { DataType, BinaryValue: text } : { DataType, StringValue: text }];
}

/** Bytes that count towards the limits. */
export function bytesOf({ message, attributes }: TopicMessage): number {
  return Object.entries(attributes).reduce(
    (sum, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      sum + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(message),
  );
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
const invalid = (what: string, code = 'InvalidParameter'): AwsError =>
  new AwsError(code, code === 'InvalidParameter' ? `Invalid parameter: ${what}` : what);
