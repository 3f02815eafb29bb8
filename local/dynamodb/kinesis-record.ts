import { hash } from 'node:crypto';
import type { Change } from './change.ts';
import type { KinesisDestination } from './table.ts';

/**
 * A change as DynamoDB puts it on a Kinesis stream: JSON, fields as captured from AWS. The precision is named only where it is
 * microseconds. Binary values keep the table's own base64; one capture saw them encoded twice.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_gettingstarted.html
 */
export function kinesisRecord(change: Change, region: string, precision: KinesisDestination['precision']): string {
  const micros = precision === 'MICROSECOND';
  const time = micros ? change.creationMicros : Math.floor(change.creationMicros / 1000);
  const newImage = change.newImage ? `,"NewImage":${change.newImage.text}` : '';
  const oldImage = change.oldImage ? `,"OldImage":${change.oldImage.text}` : '';
  return (
    `{"awsRegion":"${region}","eventID":"${change.eventID}","eventName":"${change.eventName}",` +
    `"userIdentity":${JSON.stringify(change.userIdentity ?? null)},"recordFormat":"application/json",` +
    `"tableName":"${change.table.name}","dynamodb":{"ApproximateCreationDateTime":${time},` +
    `"Keys":${JSON.stringify(change.keys)}${newImage}${oldImage},"SizeBytes":${change.sizeBytes}` +
    `${micros ? ',"ApproximateCreationDateTimePrecision":"MICROSECOND"' : ''}},"eventSource":"aws:dynamodb"}`
  );
}

/** Opaque on AWS, 32 hexadecimal digits, one per item: all changes of an item go to one shard. */
export const kinesisPartitionKey = (itemKey: string): string => hash('md5', itemKey);
