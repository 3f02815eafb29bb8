import type { KinesisRecord, Streams } from '../../kinesis/types.ts';
import { KINESIS_READ_INTERVAL_MS } from './pacing.ts';
import type { EventSource } from './source.ts';

/** A Kinesis stream as a function sees it. Throws `ResourceNotFoundException` at use when it is not there. */
export function createKinesisSource(
  streams: Streams,
  streamArn: string,
  /** `invokeIdentityArn` of the records. */
  roleArn: string,
): EventSource {
  const streamName = streamArn.slice(streamArn.lastIndexOf('/') + 1);
  const region = streamArn.split(':')[3]!;

  /** https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html, keys in the order captured from AWS. */
  const eventText = (shardId: string, record: KinesisRecord): string =>
    JSON.stringify({
      kinesis: {
        kinesisSchemaVersion: '1.0',
        partitionKey: record.partitionKey,
        sequenceNumber: record.sequenceNumber,
        data: record.data.toString('base64'),
        approximateArrivalTimestamp: record.approximateArrivalTimestamp / 1000,
      },
      eventSource: 'aws:kinesis',
      eventVersion: '1.0',
      eventID: `${shardId}:${record.sequenceNumber}`,
      eventName: 'aws:kinesis:record',
      invokeIdentityArn: roleArn,
      awsRegion: region,
      eventSourceARN: streamArn,
    });

  return {
    kind: 'kinesis',
    arn: streamArn,
    readIntervalMs: KINESIS_READ_INTERVAL_MS,
    shards: () => streams.shards(streamName),
    latest: (shardId) => streams.latest(streamName, shardId),
    async read(shardId, position, limit) {
      const { records, ended, millisBehindLatest } = streams.read(streamName, shardId, position, limit);
      return {
        records: records.map((record) => ({
          sequenceNumber: record.sequenceNumber,
          orderKey: record.partitionKey,
          arrivalMs: record.approximateArrivalTimestamp,
          text: eventText(shardId, record),
        })),
        ended,
        isBehind: records.length > 0 && millisBehindLatest > 0,
      };
    },
    async oldest(shardId) {
      const { records } = streams.read(streamName, shardId, 'TRIM_HORIZON', { records: 1, bytes: 1 });
      return records[0]?.sequenceNumber;
    },
    onChange: (listener) => streams.onChange(streamName, listener),
  };
}
