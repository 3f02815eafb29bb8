import { hash } from 'node:crypto';
import { type BinaryInChanges, encodeBinaryAgain } from './binary-in-changes.ts';
import type { Change, Image } from './change.ts';
import type { KinesisDestination } from './table.ts';

export interface RecordFormat {
  region: string;
  precision: KinesisDestination['precision'];
  binary: BinaryInChanges;
}

/**
 * A change as DynamoDB puts it on a Kinesis stream: JSON, fields as captured from AWS. The precision is named only where it is
 * microseconds.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/kds_gettingstarted.html
 */
export function kinesisRecord(change: Change, { region, precision, binary }: RecordFormat): string {
  const micros = precision === 'MICROSECOND';
  const time = micros ? change.creationMicros : Math.floor(change.creationMicros / 1000);
  const textOf = (image: Image) => (binary === 'base64' ? image.text : JSON.stringify(encodeBinaryAgain(image.item)));
  const keys = binary === 'base64' ? change.keys : encodeBinaryAgain(change.keys);
  const newImage = change.newImage ? `,"NewImage":${textOf(change.newImage)}` : '';
  const oldImage = change.oldImage ? `,"OldImage":${textOf(change.oldImage)}` : '';
  return (
    `{"awsRegion":"${region}","eventID":"${change.eventID}","eventName":"${change.eventName}",` +
    `"userIdentity":${JSON.stringify(change.userIdentity ?? null)},"recordFormat":"application/json",` +
    `"tableName":"${change.table.name}","dynamodb":{"ApproximateCreationDateTime":${time},` +
    `"Keys":${JSON.stringify(keys)}${newImage}${oldImage},"SizeBytes":${change.sizeBytes}` +
    `${micros ? ',"ApproximateCreationDateTimePrecision":"MICROSECOND"' : ''}},"eventSource":"aws:dynamodb"}`
  );
}

/** Opaque on AWS, 32 hexadecimal digits, one per item: all changes of an item go to one shard. */
export const kinesisPartitionKey = (itemKey: string): string => hash('md5', itemKey);
