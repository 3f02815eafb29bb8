import { escapeRefused } from './image-json.ts';
import type { StreamChange } from './stream-record.ts';

/**
 * The change as DynamoDB writes it to a Kinesis stream, so that whatever reads change records reads it (`readChange` in
 * `change.ts`, the record codec): both images with their type tags, the time in microseconds. `SequenceNumber` is kept, which
 * the records of the Kinesis destination do not have. Any service takes the text, see `image-json.ts`.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_gettingstarted.html
 */
export function changeRecordJson(change: StreamChange): string {
  const { expired, keys, newImage, oldImage } = change;
  const record = {
    awsRegion: change.region,
    eventID: change.eventId,
    eventName: change.eventName,
    userIdentity: expired ? { type: 'Service', principalId: 'dynamodb.amazonaws.com' } : null,
    recordFormat: 'application/json',
    tableName: change.tableName,
    dynamodb: {
      ApproximateCreationDateTime: change.eventMicros,
      Keys: keys.item,
      NewImage: newImage?.item,
      OldImage: oldImage?.item,
      SizeBytes: change.sizeBytes,
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
      SequenceNumber: change.sequenceNumber,
    },
    eventSource: 'aws:dynamodb',
  };
  return escapeRefused(JSON.stringify(record));
}
