import { describe, expect, it } from 'vitest';
import type { InputRecord } from '../../../local/firehose/record.ts';
import { buildTransformEvent, EVENT_OVERHEAD, eventBytesOf } from '../../../local/firehose/transform-event.ts';

const source = {
  deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/chat',
  region: 'us-east-1',
  sourceKinesisStreamArn: 'arn:aws:kinesis:us-east-1:000000000000:stream/changes',
};
const record = (data: Buffer, partitionKey: string): InputRecord => ({
  recordId: '49640000000',
  data,
  arrivalMs: 1767225600000,
  kinesis: { partitionKey, sequenceNumber: '49640', subsequenceNumber: 0 },
});

describe('the event of an invocation', () => {
  it('has the shape that AWS sends from a Kinesis source', () => {
    const event = buildTransformEvent(source, 'shardId-000000000000', [record(Buffer.from('hello'), 'key')]);
    expect(JSON.parse(event.withInvocationId('invocation'))).toEqual({
      invocationId: 'invocation',
      sourceKinesisStreamArn: source.sourceKinesisStreamArn,
      deliveryStreamArn: source.deliveryStreamArn,
      region: 'us-east-1',
      records: [
        {
          recordId: '49640000000',
          approximateArrivalTimestamp: 1767225600000,
          data: 'aGVsbG8=',
          kinesisRecordMetadata: {
            sequenceNumber: '49640',
            partitionKey: 'key',
            shardId: 'shardId-000000000000',
            subsequenceNumber: 0,
            approximateArrivalTimestamp: 1767225600000,
          },
        },
      ],
    });
  });

  it('has no Kinesis metadata for what was put directly', () => {
    const { sourceKinesisStreamArn, ...direct } = source;
    const { kinesis, ...plain } = record(Buffer.from('hello'), 'key');
    expect(JSON.parse(buildTransformEvent(direct, 'shard', [plain]).withInvocationId('i'))).toEqual({
      invocationId: 'i',
      deliveryStreamArn: source.deliveryStreamArn,
      region: 'us-east-1',
      records: [{ recordId: '49640000000', approximateArrivalTimestamp: 1767225600000, data: 'aGVsbG8=' }],
    });
  });

  it('is never larger than was reckoned beforehand, be the partition keys as they may', () => {
    for (const key of [
      '',
      'x'.repeat(256),
      '\u0000'.repeat(256),
      '"'.repeat(256),
      '漢'.repeat(256),
      '😀'.repeat(128),
    ]) {
      for (const bytes of [0, 1, 2, 3, 1000]) {
        const records = Array.from({ length: 20 }, () => record(Buffer.alloc(bytes), key));
        const payload = buildTransformEvent(source, 'shardId-000000000000', records).withInvocationId('0'.repeat(36));
        const reckoned = EVENT_OVERHEAD + records.reduce((sum, item) => sum + eventBytesOf(item), 0);
        expect(Buffer.byteLength(payload)).toBeLessThanOrEqual(reckoned);
      }
    }
  });
});
