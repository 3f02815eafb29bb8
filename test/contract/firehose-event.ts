import { expect } from 'vitest';
import { aggregateKpl } from '../local/firehose/kpl-aggregate.ts';
import { textOf } from './bytes.ts';
import type { TestDeliveryStream } from './delivery-stream.ts';
import { processor, withDeliveryStream } from './delivery-stream.ts';
import { withStream } from './kinesis-stream.ts';
import { CAPTURED, KPL_FORMAT, TRANSFORMATION } from './pages.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

/** An event as the scripted transform reports it: whole, with one record. */
interface Report {
  invocationId: string;
  deliveryStreamArn: string;
  region: string;
  sourceKinesisStreamArn?: string;
  records: [{ recordId: string; data: string; approximateArrivalTimestamp: number; kinesisRecordMetadata?: Metadata }];
}

interface Metadata {
  shardId: string;
  partitionKey: string;
  sequenceNumber: string;
  subsequenceNumber: number | string;
  approximateArrivalTimestamp: number;
}

const reports = async (stream: TestDeliveryStream, count: number): Promise<Report[]> =>
  (await stream.delivered(({ rows }) => rows.length >= count)).rows.map((row) => JSON.parse(row) as Report);

async function reportOfStream(target: Target, record: Buffer | object, count = 1): Promise<Report[]> {
  return withStream(target, (source) =>
    withDeliveryStream(target, { source, lambda: {} }, async (stream) => {
      await source.put(record);
      return reports(stream, count);
    }),
  );
}

export const firehoseEventRows: Row[] = [
  {
    statement:
      'The event of a Direct PUT stream has invocationId, deliveryStreamArn, region and records, and no source stream',
    mark: 'D',
    source: TRANSFORMATION,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        const putMs = target.now();
        await stream.put({ report: true, text: 'ü' });
        const [report] = await reports(stream, 1);
        const { invocationId, deliveryStreamArn, region, records } = report!;
        expect(invocationId).toMatch(/^[0-9a-f-]{36}$/);
        expect(deliveryStreamArn).toMatch(new RegExp(`^arn:aws:firehose:.*:deliverystream/${stream.name}$`));
        expect(region).toBe(target.config.region);
        expect(report).not.toHaveProperty('sourceKinesisStreamArn');
        expect(records[0].recordId).toEqual(expect.any(String));
        expect(textOf(records[0].data)).toBe('{"report":true,"text":"ü"}');
        expect(records[0]).not.toHaveProperty('kinesisRecordMetadata');
        expect(records[0].approximateArrivalTimestamp).toEqual(expect.any(Number));
        expect(Math.abs(records[0].approximateArrivalTimestamp - putMs)).toBeLessThan(300_000);
      }),
  },
  {
    statement:
      'With a Kinesis source the event names the stream, and each record its shard, partition key and sequence number',
    mark: 'D',
    source: TRANSFORMATION,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(target, { source, lambda: {} }, async (stream) => {
          await source.put({ report: true });
          const [report] = await reports(stream, 1);
          const [record] = await source.records(1);
          expect(report!.sourceKinesisStreamArn).toBe(source.arn);
          expect(report!.records[0].kinesisRecordMetadata).toMatchObject({
            shardId: 'shardId-000000000000',
            partitionKey: record!.PartitionKey,
            sequenceNumber: record!.SequenceNumber,
            approximateArrivalTimestamp: record!.ApproximateArrivalTimestamp!.getTime(),
          });
        }),
      ),
  },
  {
    statement: 'subsequenceNumber is a number (typings say string: both are accepted)',
    mark: 'D',
    source: TRANSFORMATION,
    async check(target) {
      const [report] = await reportOfStream(target, { report: true });
      const type = typeof report!.records[0].kinesisRecordMetadata!.subsequenceNumber;
      expect(target.configured ? ['number'] : ['number', 'string']).toContain(type);
      return type;
    },
  },
  {
    statement: 'The answer maps each recordId to Ok, Dropped or ProcessingFailed; Ok data is what is delivered',
    mark: 'D',
    source: TRANSFORMATION,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        await stream.put(
          { answers: [{ result: 'Ok', data: 'changed\n' }] },
          { answers: [{ result: 'Dropped' }] },
          { answers: [{ result: 'ProcessingFailed' }] },
        );
        const { rows, errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length >= 2);
        expect(rows).toEqual(['changed']);
        expect(errors).toHaveLength(1);
      }),
  },
  {
    statement:
      'KPL aggregates (F3 89 9A C2, protobuf, MD5) are taken apart before Lambda; parts share the sequence number',
    mark: 'D',
    source: KPL_FORMAT,
    async check(target) {
      const parts = ['a', 'b', 'c'].map((id) => ({
        partitionKey: `key-${id}`,
        data: Buffer.from(`{"report":true,"id":"${id}"}`),
      }));
      const seen = (await reportOfStream(target, aggregateKpl(parts), 3)).map(({ records: [record] }) => record);
      expect(seen.map(({ data }) => JSON.parse(textOf(data)).id).sort()).toEqual(['a', 'b', 'c']);
      expect(seen.map(({ kinesisRecordMetadata }) => kinesisRecordMetadata!.partitionKey).sort()).toEqual([
        'key-a',
        'key-b',
        'key-c',
      ]);
      expect(new Set(seen.map(({ kinesisRecordMetadata }) => kinesisRecordMetadata!.sequenceNumber)).size).toBe(1);
      expect(new Set(seen.map(({ recordId }) => recordId)).size).toBe(3);
    },
  },
  {
    statement: 'The order is KPL de-aggregation, RecordDeAggregation, Lambda, partition keys',
    mark: 'D',
    source: 'https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-multirecord-deaggergation.html',
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(
          target,
          {
            source,
            partitioned: true,
            processors: [
              processor('RecordDeAggregation', { SubRecordType: 'JSON' }),
              processor('MetadataExtraction', { MetadataExtractionQuery: '{kind:.kind}', JsonParsingEngine: 'JQ-1.6' }),
            ],
            lambda: {},
            destination: { Prefix: '{root}data/!{partitionKeyFromQuery:kind}/' },
          },
          async (stream) => {
            // Each part of the aggregate holds two objects; Lambda changes the kind by which they are partitioned.
            const part = (id: string) => ({
              partitionKey: id,
              data: Buffer.from(
                ['1', '2']
                  .map((n) =>
                    JSON.stringify({
                      kind: 'before',
                      answers: [{ result: 'Ok', data: `{"kind":"after","id":"${id}${n}"}\n` }],
                    }),
                  )
                  .join(''),
              ),
            });
            await source.put(aggregateKpl([part('a'), part('b')]));
            const { rows, errors, objects } = await stream.delivered(
              (seen) => seen.rows.length + seen.errors.length >= 4,
            );
            expect(errors).toEqual([]);
            expect(rows.map((row) => JSON.parse(row).id).sort()).toEqual(['a1', 'a2', 'b1', 'b2']);
            expect(objects.map(({ key }) => key.split('/').at(-2))).toEqual(['after']);
          },
        ),
      ),
  },
  {
    statement: 'ProcessingConfiguration.Enabled left out means disabled: the transform is not called',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      withDeliveryStream(
        target,
        {
          destination: {
            ProcessingConfiguration: {
              Processors: [
                { Type: 'Lambda', Parameters: [{ ParameterName: 'LambdaArn', ParameterValue: target.transformArn }] },
              ],
            },
          },
        },
        async (stream) => {
          const record = '{"answers":[{"result":"Ok","data":"changed\\n"}]}';
          await stream.put(record);
          const { rows } = await stream.delivered((seen) => seen.rows.length > 0);
          expect(rows).toEqual([record]);
        },
      ),
  },
  {
    statement:
      'The Lambda processor takes LambdaArn, NumberOfRetries, RoleArn, BufferSizeInMBs and BufferIntervalInSeconds',
    mark: 'D',
    source: 'https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessorParameter.html',
    check: (target) =>
      withDeliveryStream(
        target,
        { lambda: { NumberOfRetries: '2', RoleArn: target.roleArn, BufferSizeInMBs: '0.2' } },
        async (stream) => {
          await stream.put('{"id":1}');
          await stream.delivered(({ rows }) => rows.length === 1);
        },
      ),
  },
];
