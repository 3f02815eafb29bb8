import { hash } from 'node:crypto';
import type { Change } from './change.ts';
import { itemSizeBytes } from './item-size.ts';
import type { TableStreamSettings } from './table-stream-settings.ts';

/** As long as AWS's shortest, and in the order of the changes of a table, which all have another time. */
export const streamSequenceNumber = (micros: number): string => `1${String(micros).padStart(20, '0')}`;

/** A table's stream is named by the moment it was enabled. */
export const streamArnOf = (tableArn: string, { label }: TableStreamSettings): string => `${tableArn}/stream/${label}`;

/**
 * A change as Lambda hands it to a function, keys in the order captured from AWS. Time is in whole seconds, rounded down; the
 * size counts the keys and the images that the record carries. Its id is another than that of the same change on its way by
 * Kinesis.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_StreamRecord.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html
 */
export function streamRecord(change: Change, settings: TableStreamSettings, region: string): string {
  const { viewType } = settings;
  const newImage = viewType.startsWith('NEW_') ? change.newImage : undefined;
  const oldImage = viewType === 'OLD_IMAGE' || viewType === 'NEW_AND_OLD_IMAGES' ? change.oldImage : undefined;
  const sizeBytes = itemSizeBytes(change.keys) + (newImage?.sizeBytes ?? 0) + (oldImage?.sizeBytes ?? 0);
  const identity = change.userIdentity ? `,"userIdentity":${JSON.stringify(change.userIdentity)}` : '';
  return (
    `{"eventID":"${hash('md5', `stream ${change.eventID}`)}","eventName":"${change.eventName}","eventVersion":"1.1",` +
    `"eventSource":"aws:dynamodb","awsRegion":"${region}","dynamodb":{` +
    `"ApproximateCreationDateTime":${Math.floor(change.creationMicros / 1_000_000)},"Keys":${JSON.stringify(change.keys)}` +
    `${newImage ? `,"NewImage":${newImage.text}` : ''}${oldImage ? `,"OldImage":${oldImage.text}` : ''},` +
    `"SequenceNumber":"${streamSequenceNumber(change.creationMicros)}","SizeBytes":${sizeBytes},` +
    `"StreamViewType":"${viewType}"}${identity},"eventSourceARN":"${streamArnOf(change.table.description.TableArn, settings)}"}`
  );
}
