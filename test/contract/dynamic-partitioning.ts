import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { expect } from 'vitest';
import { processor, type TestDeliveryStream, withDeliveryStream } from './delivery-stream.ts';
import { withStream } from './kinesis-stream.ts';
import { DEAGGREGATION, FIREHOSE_LIMITS, PARTITIONING } from './pages.ts';
import { refused } from './refused.ts';
import { notSeen, openQuestion, type Row } from './row.ts';
import type { Target } from './target.ts';
import { updateDestination } from './update-destination.ts';

const PARTITIONS = 500;
const FROM_LAMBDA = { Prefix: '{root}data/!{partitionKeyFromLambda:key}/' };
const FROM_QUERY = { Prefix: '{root}data/!{partitionKeyFromQuery:key}/' };
const QUERY = processor('MetadataExtraction', { MetadataExtractionQuery: '{key:.key}', JsonParsingEngine: 'JQ-1.6' });

const keyed = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, at) => `{"key":"k${from + at}"}\n`);

const byQuery = <Result>(target: Target, use: (stream: TestDeliveryStream) => Promise<Result>): Promise<Result> =>
  withDeliveryStream(target, { partitioned: true, processors: [QUERY], destination: FROM_QUERY }, use);

const deaggregating = (target: Target, use: (stream: TestDeliveryStream) => Promise<void>): Promise<void> =>
  withDeliveryStream(
    target,
    {
      partitioned: true,
      processors: [processor('RecordDeAggregation', { SubRecordType: 'JSON' }), QUERY],
      destination: FROM_QUERY,
    },
    use,
  );

/** Puts more keys than may be active at once; the overflow is in the error objects. Answers its errorCode. */
async function overflow(target: Target, limit: number, more: number): Promise<string> {
  return byQuery(target, async (stream) => {
    const records = keyed(limit + more);
    // All of them within one interval.
    for (let at = 0; at < records.length; at += 500) await stream.put(...records.slice(at, at + 500));
    const { rows, objects, errors } = await stream.delivered(
      (seen) => seen.rows.length + seen.errors.length >= records.length,
    );
    expect(rows).toHaveLength(limit);
    expect(errors).toHaveLength(more);
    const folders = objects.filter(({ key }) => key.includes('/errors/')).map(({ key }) => key.split('/').at(-2));
    expect(new Set(folders)).toEqual(new Set(['activePartitionExceeded']));
    return errors[0]!.errorCode;
  });
}

export const dynamicPartitioningRows: Row[] = [
  {
    statement: 'partitionKeyFromLambda takes the keys of the answer; one buffer per set of keys',
    mark: 'D',
    source: PARTITIONING,
    check: (target) =>
      withDeliveryStream(target, { lambda: {}, partitioned: true, destination: FROM_LAMBDA }, async (stream) => {
        await stream.put({ id: 1, keys: { key: 'a' } }, { id: 2, keys: { key: 'b' } }, { id: 3, keys: { key: 'a' } });
        const { objects } = await stream.delivered((seen) => seen.rows.length === 3);
        const idsByFolder = objects.map(({ key, text }) => [
          key.split('/').at(-2),
          text
            .trimEnd()
            .split('\n')
            .map((row) => JSON.parse(row).id),
        ]);
        expect(idsByFolder).toEqual([
          ['a', [1, 3]],
          ['b', [2]],
        ]);
      }),
  },
  {
    statement: 'partitionKeyFromQuery takes the keys of the inline JQ query, also with a Kinesis source',
    mark: 'D',
    source: PARTITIONING,
    check: (target) =>
      withStream(target, (source) =>
        withDeliveryStream(
          target,
          { source, partitioned: true, processors: [QUERY], destination: FROM_QUERY },
          async (stream) => {
            await stream.put(...keyed(2));
            const { objects } = await stream.delivered((seen) => seen.rows.length === 2);
            expect(objects.map(({ key }) => key.split('/').at(-2))).toEqual(['k0', 'k1']);
          },
        ),
      ),
  },
  {
    statement: '500 partitions are active at most by default; the overflow goes to activePartitionExceeded',
    mark: 'D',
    source: FIREHOSE_LIMITS,
    check: async (target) => void (await overflow(target, PARTITIONS, 7)),
  },
  openQuestion({
    statement: 'The errorCode of the overflow is not known',
    source: FIREHOSE_LIMITS,
    isUnknown: true,
    behaviours: [
      ['DynamicPartitioning.ActivePartitionsLimitExceeded', {}],
      ['DynamicPartitioning.Other', { behaviour: { activePartitionErrorCode: 'DynamicPartitioning.Other' } }],
    ],
    observe: (target) =>
      overflow(target, PARTITIONS, 2) as Promise<
        'DynamicPartitioning.ActivePartitionsLimitExceeded' | 'DynamicPartitioning.Other'
      >,
  }),
  {
    statement: 'The number of active partitions can be raised: it is configurable',
    mark: 'D',
    source: FIREHOSE_LIMITS,
    async check(target) {
      if (!target.configured) return notSeen('needs another quota');
      await overflow(await target.configured({ activePartitionsMax: 3 }), 3, 2);
      return 'configured: 3';
    },
  },
  {
    statement:
      'Active are the new partitions of one buffer interval: once delivered, a partition makes room for another',
    mark: 'D',
    source: PARTITIONING,
    async check(target) {
      if (!target.configured) return notSeen('needs another quota');
      await byQuery(await target.configured({ activePartitionsMax: 3 }), async (stream) => {
        await stream.put(...keyed(3));
        await stream.delivered((seen) => seen.rows.length === 3);
        await stream.put(...keyed(3, 3));
        const { errors } = await stream.delivered((seen) => seen.rows.length + seen.errors.length === 6);
        expect(errors).toEqual([]);
      });
    },
  },
  {
    statement: 'Delivery is delayed up to 1.5 times the buffer interval',
    mark: 'D',
    source: PARTITIONING,
    check: (target) =>
      byQuery(target, async (stream) => {
        const putMs = target.now();
        await stream.put(...keyed(1));
        const { objects } = await stream.delivered((seen) => seen.rows.length === 1);
        const head = { Bucket: target.bucket, Key: objects[0]!.key };
        const { LastModified } = await target.s3.send(new HeadObjectCommand(head));
        const delayMs = LastModified!.getTime() - putMs;
        // The interval is 60 s; a slow machine is no slow Firehose, so this leaves room for the former.
        expect(delayMs).toBeLessThan(1.5 * 60_000 + 60_000);
        return `seen: ${Math.round(delayMs / 1000)} s of 60 s`;
      }),
  },
  {
    statement: 'It is enabled only at creation',
    mark: 'D',
    source: PARTITIONING,
    check: (target) =>
      withDeliveryStream(target, { lambda: {} }, async (stream) => {
        const update = {
          DynamicPartitioningConfiguration: { Enabled: true },
          Prefix: `${stream.root}data/!{partitionKeyFromLambda:key}/`,
          BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
        };
        await refused(updateDestination(target, stream.name, update), {
          name: 'InvalidArgumentException',
        });
      }),
  },
  {
    statement: 'It is never switched off',
    mark: 'D',
    source: PARTITIONING,
    check: (target) =>
      byQuery(target, async (stream) => {
        const update = {
          DynamicPartitioningConfiguration: { Enabled: false },
          Prefix: `${stream.root}data/!{timestamp:yyyy}/`,
          ProcessingConfiguration: { Enabled: false },
        };
        await refused(updateDestination(target, stream.name, update), {
          name: 'InvalidArgumentException',
        });
      }),
  },
  {
    statement: 'RecordDeAggregation makes a record of each JSON object in a row, up to 500',
    mark: 'D',
    source: DEAGGREGATION,
    check: (target) =>
      deaggregating(target, async (stream) => {
        await stream.put(Array.from({ length: 500 }, (_, at) => `{"key":"k${at % 2}"}`).join(''));
        const { objects, errors } = await stream.delivered((seen) => seen.objects.length >= 2);
        expect(errors).toEqual([]);
        const counts = objects.map(({ key, text }) => [key.split('/').at(-2), text.match(/\{/g)!.length]);
        expect(counts).toEqual([
          ['k0', 250],
          ['k1', 250],
        ]);
      }),
  },
  {
    statement: 'RecordDeAggregation: more than 500 in a record, and JSON arrays, are invalid',
    mark: 'D',
    source: DEAGGREGATION,
    check: (target) =>
      deaggregating(target, async (stream) => {
        await stream.put('{"key":"a"}'.repeat(501), '[{"key":"a"},{"key":"b"}]');
        const { objects, errors } = await stream.delivered((seen) => seen.errors.length >= 2);
        expect(errors).toHaveLength(2);
        expect(objects.filter(({ key }) => key.includes('/data/'))).toEqual([]);
      }),
  },
  {
    statement: 'RecordDeAggregation DELIMITED splits at a delimiter that is given in base64',
    mark: 'D',
    source: DEAGGREGATION,
    check: (target) =>
      withDeliveryStream(
        target,
        {
          partitioned: true,
          processors: [
            processor('RecordDeAggregation', {
              SubRecordType: 'DELIMITED',
              Delimiter: Buffer.from('####').toString('base64'),
            }),
            QUERY,
          ],
          destination: FROM_QUERY,
        },
        async (stream) => {
          await stream.put('{"key":"a"}####{"key":"b"}');
          const { objects } = await stream.delivered((seen) => seen.objects.length >= 2);
          expect(objects.map(({ text }) => text).sort()).toEqual(['{"key":"a"}', '{"key":"b"}']);
        },
      ),
  },
];
