import { AwsError, type WireResponse } from '../wire/message.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/CommonErrors.html and each operation's page */
export const queueDoesNotExist = (): AwsError =>
  new AwsError('com.amazonaws.sqs#QueueDoesNotExist', 'The specified queue does not exist.');
export const queueNameExists = (): AwsError =>
  new AwsError(
    'com.amazonaws.sqs#QueueNameExists',
    'A queue already exists with the same name and a different value for attributes.',
  );
export const receiptHandleIsInvalid = (handle: string): AwsError =>
  new AwsError(
    'com.amazonaws.sqs#ReceiptHandleIsInvalid',
    `The input receipt handle "${handle}" is not a valid receipt handle.`,
  );
export const messageNotInflight = (): AwsError =>
  new AwsError('com.amazonaws.sqs#MessageNotInflight', 'The message referred to is not in flight.');
export const invalidContents = (): AwsError =>
  new AwsError('com.amazonaws.sqs#InvalidMessageContents', 'The message contains characters outside the allowed set.');
export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
export const missingParameter = (message: string): AwsError =>
  new AwsError('MissingRequiredParameterException', message);
export const batchError = (
  name: 'EmptyBatchRequest' | 'TooManyEntriesInBatchRequest' | 'BatchEntryIdsNotDistinct' | 'BatchRequestTooLong',
  message: string,
): AwsError => new AwsError(`com.amazonaws.sqs#${name}`, message);

/** The codes of the query protocol, which SDKs still show. */
const QUERY_CODES: Record<string, string> = {
  BatchEntryIdsNotDistinct: 'AWS.SimpleQueueService.BatchEntryIdsNotDistinct',
  BatchRequestTooLong: 'AWS.SimpleQueueService.BatchRequestTooLong',
  EmptyBatchRequest: 'AWS.SimpleQueueService.EmptyBatchRequest',
  InvalidMessageContents: 'InvalidMessageContents',
  InvalidParameterValueException: 'InvalidParameterValue',
  MessageNotInflight: 'AWS.SimpleQueueService.MessageNotInflight',
  MissingRequiredParameterException: 'MissingParameter',
  QueueNameExists: 'QueueAlreadyExists',
  QueueDoesNotExist: 'AWS.SimpleQueueService.NonExistentQueue',
  ReceiptHandleIsInvalid: 'ReceiptHandleIsInvalid',
  TooManyEntriesInBatchRequest: 'AWS.SimpleQueueService.TooManyEntriesInBatchRequest',
};

const shortName = (code: string): string => code.slice(code.indexOf('#') + 1);
export const queryCodeOf = ({ code }: AwsError): string => QUERY_CODES[shortName(code)] ?? shortName(code);

/** SQS once spoke the query protocol: its clients read the old code from a header. */
export function withQueryCode(response: WireResponse): WireResponse {
  const type = response.headers?.['x-amzn-errortype'];
  if (type === undefined) return response;
  const code = QUERY_CODES[shortName(type)] ?? shortName(type);
  return { ...response, headers: { ...response.headers, 'x-amzn-query-error': `${code};Sender` } };
}
