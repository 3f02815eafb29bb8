import { GetMetricStatisticsCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { expect } from 'vitest';
import { onTable, withConversion } from './converted.ts';
import { processor, withDeliveryStream } from './delivery-stream.ts';
import { eventually } from './eventually.ts';
import { withStream } from './kinesis-stream.ts';
import { CAPTURED, FIREHOSE_METRICS, KINESIS_METRICS } from './pages.ts';
import type { Row } from './row.ts';
import type { Target } from './target.ts';

const HOUR_MS = 3_600_000;

/** What was measured in all, once there is something. */
async function measured(
  target: Target,
  Namespace: string,
  MetricName: string,
  dimension: [name: string, value: string],
): Promise<{ sum: number; samples: number; least: number; most: number }> {
  const input = {
    Namespace,
    MetricName,
    Dimensions: [{ Name: dimension[0], Value: dimension[1] }],
    StartTime: new Date(target.now() - HOUR_MS),
    EndTime: new Date(target.now() + HOUR_MS),
    Period: 3600,
    Statistics: ['Sum' as const, 'SampleCount' as const, 'Minimum' as const, 'Maximum' as const],
  };
  return eventually(target, async () => {
    const { Datapoints = [] } = await target.cloudwatch.send(new GetMetricStatisticsCommand(input));
    if (Datapoints.length === 0) return undefined;
    return {
      sum: Datapoints.reduce((sum, { Sum }) => sum + Sum!, 0),
      samples: Datapoints.reduce((sum, { SampleCount }) => sum + SampleCount!, 0),
      least: Math.min(...Datapoints.map(({ Minimum }) => Minimum!)),
      most: Math.max(...Datapoints.map(({ Maximum }) => Maximum!)),
    };
  });
}

const OK = { id: 'ok' };
const SCRIPT = [OK, OK, { answers: [{ result: 'Dropped' }] }, { answers: [{ result: 'ProcessingFailed' }] }];
const BYTES_OF_OK = 2 * JSON.stringify(OK).length;
const BYTES_OF_ALL = SCRIPT.reduce((sum, record) => sum + JSON.stringify(record).length, 0);

/** Runs a scenario once for each target, for all rows that look at it. */
function once(run: (target: Target) => Promise<string>): (target: Target) => Promise<string> {
  const runs = new Map<Target, Promise<string>>();
  return (target) => {
    const running = runs.get(target) ?? run(target);
    runs.set(target, running);
    return running;
  };
}

/** Two records delivered, one dropped, one failed; answers the delivery stream's name. */
const transformed = once((target) =>
  withStream(target, (source) =>
    withDeliveryStream(target, { source, lambda: {} }, async (stream) => {
      await source.put(...SCRIPT);
      await stream.delivered(({ rows, errors }) => rows.length === 2 && errors.length === 1);
      return stream.name;
    }),
  ),
);

/** Two partitions. */
const partitioned = once((target) =>
  withDeliveryStream(
    target,
    {
      partitioned: true,
      processors: [
        processor('MetadataExtraction', { MetadataExtractionQuery: '{key:.key}', JsonParsingEngine: 'JQ-1.6' }),
      ],
      destination: { Prefix: '{root}data/!{partitionKeyFromQuery:key}/' },
    },
    async (stream) => {
      await stream.put('{"key":"a"}\n', '{"key":"b"}\n');
      await stream.delivered(({ rows }) => rows.length === 2);
      return stream.name;
    },
  ),
);

/** Put above the limit of the shard, and read; answers the stream's name. */
const throttled = once((target) =>
  withStream(target, async (stream) => {
    const Records = Array.from({ length: 3 }, () => ({ Data: Buffer.alloc(1_000_000), PartitionKey: 'k' }));
    await target.kinesis.send(new PutRecordsCommand({ StreamName: stream.name, Records }));
    await stream.records(1);
    return stream.name;
  }),
);

/** One record converted, two not; answers the delivery stream's name. */
const converted = once((target) =>
  withConversion(target, async (stream) => {
    await stream.put('{"id":1}\n', '{"id":"x"}\n', 'no JSON');
    await stream.delivered(({ errors, objects }) => errors.length === 2 && objects.length === 2);
    return stream.name;
  }),
);

type Check = (measure: Awaited<ReturnType<typeof measured>>) => void;

const metric = (
  name: string,
  meaning: string,
  scenario: (target: Target) => Promise<string>,
  check: Check,
  from: { namespace: string; dimension: string; source: string; mark?: Row['mark'] } = FIREHOSE,
): Row => ({
  statement: `${from.namespace} ${name}: ${meaning}`,
  mark: from.mark ?? 'D',
  source: from.source,
  async check(target) {
    check(await measured(target, from.namespace, name, [from.dimension, await scenario(target)]));
  },
});

const conversionMetric = (name: string, meaning: string, check: Check): Row =>
  onTable(metric(name, meaning, converted, check));

const FIREHOSE = { namespace: 'AWS/Firehose', dimension: 'DeliveryStreamName', source: FIREHOSE_METRICS };
const KINESIS = { namespace: 'AWS/Kinesis', dimension: 'StreamName', source: KINESIS_METRICS };

const sumIs =
  (expected: number): Check =>
  ({ sum }) =>
    expect(sum).toBe(expected);
const isThere: Check = ({ samples, least }) => {
  expect(samples).toBeGreaterThan(0);
  expect(least).toBeGreaterThanOrEqual(0);
};

export const metricRows: Row[] = [
  metric('ExecuteProcessing.Duration', 'how long each invocation takes', transformed, isThere),
  metric('ExecuteProcessing.Success', 'the share of invocations that succeed', transformed, ({ most }) =>
    expect(most).toBe(1),
  ),
  metric('SucceedProcessing.Records', 'records answered Ok; neither Dropped nor failed ones', transformed, sumIs(2), {
    ...FIREHOSE,
    mark: 'C',
  }),
  metric('SucceedProcessing.Bytes', 'their bytes', transformed, sumIs(BYTES_OF_OK)),
  metric('DeliveryToS3.Records', 'records put to S3, those of error objects too', transformed, sumIs(3), {
    ...FIREHOSE,
    mark: 'C',
    source: CAPTURED,
  }),
  metric('DeliveryToS3.Bytes', 'bytes put to S3', transformed, ({ sum }) => expect(sum).toBeGreaterThan(0)),
  metric('DeliveryToS3.Success', 'the share of puts that succeed', transformed, ({ most }) => expect(most).toBe(1)),
  metric(
    'DeliveryToS3.DataFreshness',
    'the age of the oldest record that is not delivered, in seconds',
    transformed,
    ({ most }) => expect(most).toBeLessThan(300),
  ),
  metric('DeliveryToS3.ObjectCount', 'objects put to S3', transformed, ({ sum }) =>
    expect(sum).toBeGreaterThanOrEqual(2),
  ),
  metric('KinesisMillisBehindLatest', 'how far the reading is behind', transformed, isThere),
  metric('DataReadFromKinesisStream.Records', 'records read', transformed, sumIs(SCRIPT.length)),
  metric('DataReadFromKinesisStream.Bytes', 'bytes read', transformed, sumIs(BYTES_OF_ALL)),
  metric('ThrottledGetRecords', 'reads that Kinesis throttled', transformed, isThere),
  metric('PartitionCount', 'active partitions', partitioned, ({ most }) => expect(most).toBe(2)),
  metric('PartitionCountExceeded', '1 when there are too many, else 0', partitioned, sumIs(0)),
  metric('PerPartitionThroughput', 'bytes a second of a partition', partitioned, ({ most }) =>
    expect(most).toBeGreaterThan(0),
  ),
  metric('JQProcessing.Duration', 'how long the query takes', partitioned, isThere),
  conversionMetric('FailedConversion.Records', 'records that could not be converted', ({ sum }) => expect(sum).toBe(2)),
  conversionMetric('FailedConversion.Bytes', 'the size of records that could not be converted', ({ sum }) =>
    expect(sum).toBeGreaterThan(0),
  ),
  conversionMetric('SucceedConversion.Records', 'records that were converted', ({ sum }) => expect(sum).toBe(1)),
  conversionMetric('SucceedConversion.Bytes', 'the size of records that were converted', ({ sum }) =>
    expect(sum).toBeGreaterThan(0),
  ),
  {
    statement: 'There is no metric of records that a transform failed',
    mark: 'D',
    source: FIREHOSE_METRICS,
    async check(target) {
      const Dimensions = [{ Name: 'DeliveryStreamName', Value: await transformed(target) }];
      await measured(target, 'AWS/Firehose', 'DeliveryToS3.Records', ['DeliveryStreamName', Dimensions[0]!.Value]);
      const { Metrics } = await target.cloudwatch.send(
        new ListMetricsCommand({ Namespace: 'AWS/Firehose', Dimensions }),
      );
      const names = Metrics!.map(({ MetricName }) => MetricName!);
      expect(names.length).toBeGreaterThan(5);
      expect(names.filter((name) => /fail/i.test(name))).toEqual([]);
    },
  },
  metric('GetRecords.IteratorAgeMilliseconds', 'the age of the last record that was read', throttled, isThere, KINESIS),
  metric(
    'WriteProvisionedThroughputExceeded',
    'records refused by the limit of a shard',
    throttled,
    ({ sum }) => expect(sum).toBeGreaterThan(0),
    KINESIS,
  ),
];
