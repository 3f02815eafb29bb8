import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../local/clock.ts';
import type { MetricDatum } from '../../../local/cloudwatch/types.ts';
import { createFirehose, type Firehose } from '../../../local/firehose/service.ts';
import { createKinesis, type Kinesis } from '../../../local/kinesis/service.ts';
import { createRandom } from '../../../local/random.ts';
import { createS3, type S3 } from '../../../local/s3/service.ts';
import { echo, kinesisToS3, lambdaProcessor, textOf } from './engine.ts';

const PLACE = { region: 'us-east-1', accountId: '000000000000' };

interface Stack {
  kinesis: Kinesis;
  s3: S3;
  firehose: Firehose;
  metrics: MetricDatum[];
  warnings: string[];
  close(): Promise<void>;
}

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'firehose-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** Kinesis, S3 and Firehose as the stack runs them, on a clock 600 times as fast. */
async function startStack(
  directory: string,
  options: { putRate?: { records: number; bytes: number; requests: number } } = {},
): Promise<Stack> {
  const clock = createSystemClock({ accelerate: 600 });
  const metrics: MetricDatum[] = [];
  const warnings: string[] = [];
  const sink = { put: (datum: MetricDatum) => void metrics.push(datum) };
  const kinesis = createKinesis({ directory: join(directory, 'kinesis'), clock, ...PLACE });
  const s3 = createS3({ directory: join(directory, 's3'), clock, region: PLACE.region });
  kinesis.createStream({ name: 'changes', mode: 'ON_DEMAND', retentionHours: 24 });
  await s3.createBucket('lake');
  const firehose = createFirehose({
    directory: join(directory, 'firehose'),
    clock,
    random: createRandom(1),
    ...PLACE,
    streams: kinesis.streams,
    functions: { invoke: (_name, payload) => echo(payload.toString()) },
    buckets: s3.buckets,
    metrics: sink,
    log: (message) => warnings.push(message),
    ...options,
  });
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await firehose.close();
    kinesis.close();
    s3.close();
  };
  cleanups.push(close);
  return { kinesis, s3, firehose, metrics, warnings, close };
}

async function settled(firehose: Firehose, name: string, records: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const check = () => {
      const { delivered, failed, dropped } = firehose.status(name);
      if (delivered + failed + dropped >= records) {
        unsubscribe();
        resolve();
      }
    };
    const unsubscribe = firehose.onProgress(check);
    check();
  });
}

async function rowsIn(s3: S3, prefix: string): Promise<string[]> {
  const rows: string[] = [];
  for (const { key } of await s3.buckets.listObjects('lake', prefix)) {
    const { body } = await s3.buckets.getObject('lake', key);
    rows.push(...textOf(key.endsWith('.gz') ? { body, contentEncoding: 'gzip' } : { body }).split('\n'));
  }
  return rows.filter((row) => row !== '').sort();
}

const call = async (firehose: Firehose, operation: string, input: unknown) => {
  const { status, body } = await firehose.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `Firehose_20150804.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  });
  return { status, body: JSON.parse(String(body)) };
};

const numbered = (from: number, count: number) =>
  Array.from({ length: count }, (_, at) => ({
    data: Buffer.from(`row-${String(from + at).padStart(6, '0')}\n`),
    partitionKey: `k${at}`,
  }));
const names = (from: number, count: number) => numbered(from, count).map(({ data }) => data.toString().trim());

const streaming = kinesisToS3({
  CompressionFormat: 'GZIP',
  ProcessingConfiguration: { Enabled: true, Processors: [lambdaProcessor()] },
});
const direct = (destination: Record<string, unknown> = {}) => {
  const { KinesisStreamSourceConfiguration, DeliveryStreamType, ...rest } = kinesisToS3(destination);
  return { ...rest, DeliveryStreamName: 'logs', DeliveryStreamType: 'DirectPut' };
};

describe('the Firehose service', () => {
  it('delivers what is put on a Kinesis stream after the delivery stream was created, and nothing older', async () => {
    const { kinesis, s3, firehose } = await startStack(makeDirectory());
    kinesis.streams.put('changes', numbered(0, 10));
    await firehose.createDeliveryStream(streaming);
    kinesis.streams.put('changes', numbered(10, 500));
    await settled(firehose, 'chat', 500);
    expect(await rowsIn(s3, '')).toEqual(names(10, 500));
  });

  it('goes on after a restart where it stopped, so that nothing is lost and nothing comes twice', async () => {
    const directory = makeDirectory();
    const first = await startStack(directory);
    await first.firehose.createDeliveryStream(streaming);
    first.kinesis.streams.put('changes', numbered(0, 300));
    await first.close();
    const second = await startStack(directory);
    second.kinesis.streams.put('changes', numbered(300, 300));
    await second.firehose.createDeliveryStream(streaming);
    second.kinesis.streams.put('changes', numbered(600, 300));
    await settled(second.firehose, 'chat', 600);
    expect(await rowsIn(second.s3, '')).toEqual(names(0, 900));
  });

  it('counts the version up when the properties change, and refuses what AWS cannot change', async () => {
    const directory = makeDirectory();
    const first = await startStack(directory);
    await first.firehose.createDeliveryStream(streaming);
    await first.close();
    const second = await startStack(directory);
    await expect(
      second.firehose.createDeliveryStream({
        ...streaming,
        KinesisStreamSourceConfiguration: { KinesisStreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/other' },
      }),
    ).rejects.toThrow('does not change the source');
    await second.firehose.createDeliveryStream(kinesisToS3({ Prefix: 'other/' }));
    const { body } = await call(second.firehose, 'DescribeDeliveryStream', { DeliveryStreamName: 'chat' });
    expect(body.DeliveryStreamDescription.VersionId).toBe('2');
  });

  it('changes the destination over the wire, once for each version, and goes on where it was', async () => {
    const { firehose, s3 } = await startStack(makeDirectory());
    await call(firehose, 'CreateDeliveryStream', direct({ Prefix: 'before/' }));
    const put = (data: string) =>
      call(firehose, 'PutRecord', {
        DeliveryStreamName: 'logs',
        Record: { Data: Buffer.from(data).toString('base64') },
      });
    const update = (CurrentDeliveryStreamVersionId: string, Prefix: string) =>
      call(firehose, 'UpdateDestination', {
        DeliveryStreamName: 'logs',
        CurrentDeliveryStreamVersionId,
        DestinationId: 'destinationId-000000000001',
        ExtendedS3DestinationUpdate: { Prefix },
      });
    await put('a\n');
    await settled(firehose, 'logs', 1);
    expect(await update('1', 'after/')).toEqual({ status: 200, body: {} });
    await put('b\n');
    expect((await update('1', 'elsewhere/')).body.__type).toBe('ConcurrentModificationException');
    await settled(firehose, 'logs', 1);
    const keys = (await s3.buckets.listObjects('lake', '')).map(({ key }) => key);
    expect(keys).toEqual([expect.stringMatching(/^after\/.*\/logs-2-/), expect.stringMatching(/^before\/.*\/logs-1-/)]);
    expect(await rowsIn(s3, '')).toEqual(['a', 'b']);
  });

  it('keeps a record put directly on disk before it answers, and delivers it after a kill', async () => {
    const directory = makeDirectory();
    const first = await startStack(directory);
    expect((await call(first.firehose, 'CreateDeliveryStream', direct())).status).toBe(200);
    const put = await call(first.firehose, 'PutRecordBatch', {
      DeliveryStreamName: 'logs',
      Records: numbered(0, 500).map(({ data }) => ({ Data: data.toString('base64') })),
    });
    expect(put.body.FailedPutCount).toBe(0);
    expect(new Set(put.body.RequestResponses.map(({ RecordId }: { RecordId: string }) => RecordId)).size).toBe(500);
    // The first stack goes on unheard: its files are as a kill would leave them.
    const second = await startStack(directory);
    await second.firehose.resume();
    await settled(second.firehose, 'logs', 500);
    expect([...new Set(await rowsIn(second.s3, ''))]).toEqual(names(0, 500));
  });

  it('refuses direct puts to a Kinesis-sourced delivery stream', async () => {
    const { firehose } = await startStack(makeDirectory());
    await firehose.createDeliveryStream(streaming);
    for (const [operation, input] of [
      ['PutRecord', { Record: { Data: 'QQ==' } }],
      ['PutRecordBatch', { Records: [{ Data: 'QQ==' }] }],
    ] as const) {
      const { status, body } = await call(firehose, operation, { DeliveryStreamName: 'chat', ...input });
      expect(status).toBe(400);
      expect(body).toEqual({
        __type: 'InvalidArgumentException',
        message: 'This operation is not permitted on KinesisStreamAsSource delivery stream type.',
      });
    }
  });

  it('takes records of 1,024,000 bytes and batches of 500 records and 4 MiB, and no more', async () => {
    const { firehose } = await startStack(makeDirectory());
    await call(firehose, 'CreateDeliveryStream', direct());
    const put = (Records: unknown[]) => call(firehose, 'PutRecordBatch', { DeliveryStreamName: 'logs', Records });
    const data = (bytes: number) => ({ Data: Buffer.alloc(bytes).toString('base64') });
    expect((await put([data(1_024_000)])).status).toBe(200);
    expect((await put([data(1_024_001)])).body.__type).toBe('ValidationException');
    expect((await put(Array(500).fill(data(0)))).status).toBe(200);
    expect((await put(Array(501).fill(data(1)))).body.__type).toBe('ValidationException');
    expect((await put([])).body.__type).toBe('ValidationException');
    expect((await put(Array(5).fill(data(900_000)))).body.__type).toBe('InvalidArgumentException');
  });

  it('refuses single records of a batch above the quota, by their place', async () => {
    const { firehose } = await startStack(makeDirectory(), { putRate: { records: 3, bytes: 1000, requests: 100 } });
    await call(firehose, 'CreateDeliveryStream', direct());
    const { body } = await call(firehose, 'PutRecordBatch', {
      DeliveryStreamName: 'logs',
      Records: Array(5).fill({ Data: 'QQ==' }),
    });
    expect(body.FailedPutCount).toBe(2);
    expect(body.RequestResponses.map(({ ErrorCode }: { ErrorCode?: string }) => ErrorCode)).toEqual([
      undefined,
      undefined,
      undefined,
      'ServiceUnavailableException',
      'ServiceUnavailableException',
    ]);
  });

  it('describes, lists and deletes delivery streams', async () => {
    const { firehose } = await startStack(makeDirectory());
    await call(firehose, 'CreateDeliveryStream', direct());
    await firehose.createDeliveryStream(streaming);
    expect((await call(firehose, 'CreateDeliveryStream', direct())).body).toEqual({
      __type: 'ResourceInUseException',
      message: 'Firehose logs under accountId 000000000000 already exists',
    });
    expect((await call(firehose, 'ListDeliveryStreams', {})).body).toEqual({
      DeliveryStreamNames: ['chat', 'logs'],
      HasMoreDeliveryStreams: false,
    });
    expect((await call(firehose, 'ListDeliveryStreams', { Limit: 1 })).body).toEqual({
      DeliveryStreamNames: ['chat'],
      HasMoreDeliveryStreams: true,
    });
    const { body } = await call(firehose, 'DescribeDeliveryStream', { DeliveryStreamName: 'logs' });
    expect(body.DeliveryStreamDescription).toMatchObject({
      DeliveryStreamARN: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/logs',
      DeliveryStreamStatus: 'ACTIVE',
      DeliveryStreamType: 'DirectPut',
      VersionId: '1',
    });
    expect((await call(firehose, 'DeleteDeliveryStream', { DeliveryStreamName: 'logs' })).status).toBe(200);
    expect((await call(firehose, 'DescribeDeliveryStream', { DeliveryStreamName: 'logs' })).body).toEqual({
      __type: 'ResourceNotFoundException',
      message: 'Firehose logs not found under account 000000000000.',
    });
  });

  it('names what it does not implement', async () => {
    const { firehose } = await startStack(makeDirectory());
    const { body } = await call(firehose, 'TagDeliveryStream', {});
    expect(body.__type).toBe('UnknownOperationException');
    await expect(firehose.createDeliveryStream(kinesisToS3({ Surprise: 1 }))).rejects.toThrow(
      'The local Firehose does not implement ExtendedS3DestinationConfiguration.Surprise.',
    );
  });

  it('says which properties have no effect locally', async () => {
    const { firehose } = await startStack(makeDirectory());
    const { notHonoured } = await firehose.createDeliveryStream({ ...streaming, Tags: [] });
    expect(notHonoured.map(({ property }) => property).sort()).toEqual([
      'ExtendedS3DestinationConfiguration.RoleARN',
      'KinesisStreamSourceConfiguration.RoleARN',
      'Tags',
    ]);
  });
});
