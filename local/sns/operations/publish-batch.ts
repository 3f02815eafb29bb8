import { xmlParent, xmlText } from '../../s3/xml.ts';
import { AwsError } from '../../wire/message.ts';
import type { SnsContext } from '../context.ts';
import { BATCH_ENTRIES_MAX, MESSAGE_BYTES_MAX } from '../limits.ts';
import { bytesOf, messageOf, type TopicMessage } from '../message.ts';
import { listAt, type QueryInput, textAt } from '../query-input.ts';

type Read = { id: string; message: TopicMessage } | { id: string; error: AwsError };

/** Each message succeeds or fails by itself. https://docs.aws.amazon.com/sns/latest/api/API_PublishBatch.html */
export function publishBatch(context: SnsContext, input: QueryInput): string {
  const topicArn = context.checkTopic(textAt(input, 'TopicArn'));
  const read = listAt(input, 'PublishBatchRequestEntries', 'member').map(readEntry);
  checkBatch(read);
  const successful = read.flatMap((entry) =>
    'message' in entry
      ? [xmlParent('member', [xmlText('Id', entry.id), xmlText('MessageId', context.publish(topicArn, entry.message))])]
      : [],
  );
  const failed = read.flatMap((entry) => ('error' in entry ? [failure(entry.id, entry.error)] : []));
  return xmlParent('Successful', successful) + xmlParent('Failed', failed);
}

function readEntry(entry: QueryInput): Read {
  const id = textAt(entry, 'Id') ?? '';
  try {
    return { id, message: messageOf(entry) };
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { id, error };
  }
}

function checkBatch(read: Read[]): void {
  const ids = read.map(({ id }) => id);
  const bytes = read.reduce((sum, entry) => sum + ('message' in entry ? bytesOf(entry.message) : 0), 0);
  if (ids.length === 0) throw new AwsError('EmptyBatchRequest', 'The batch request doesn’t contain any entries.');
  if (ids.length > BATCH_ENTRIES_MAX) {
    throw new AwsError('TooManyEntriesInBatchRequest', 'The batch request contains more entries than permissible.');
  }
  if (new Set(ids).size < ids.length) {
    throw new AwsError('BatchEntryIdsNotDistinct', 'Two or more batch entries in the request have the same Id.');
  }
  if (ids.some((id) => !/^[\w-]{1,80}$/.test(id))) {
    throw new AwsError(
      'InvalidBatchEntryId',
      'The Id of a batch entry in a batch request doesn’t abide by the specification.',
    );
  }
  if (bytes > MESSAGE_BYTES_MAX) {
    throw new AwsError(
      'BatchRequestTooLong',
      'The length of all the batch messages put together is more than the limit.',
    );
  }
}

const failure = (id: string, { code, message }: AwsError): string =>
  xmlParent('member', [
    xmlText('Id', id),
    xmlText('Code', code),
    xmlText('Message', message),
    xmlText('SenderFault', true),
  ]);
