import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MetricDatum } from '../../../local/cloudwatch/types.ts';
import { createKinesis } from '../../../local/kinesis/service.ts';
import type { PutEntry, Streams } from '../../../local/kinesis/types.ts';
import { AwsError } from '../../../local/wire/message.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { useDirectories } from './support.ts';

const directory = useDirectories();
const LIMIT = { records: 100, bytes: 1e6 };
const SHARD = 'shardId-000000000000';
const later = () => new Promise((resolve) => setImmediate(resolve));

function open(path = directory()) {
  const clock = createFakeClock();
  const metrics: MetricDatum[] = [];
  const sink = { put: (datum: MetricDatum) => void metrics.push(datum) };
  const kinesis = createKinesis({
    directory: path,
    clock,
    region: 'us-east-1',
    accountId: '000000000000',
    metrics: sink,
  });
  return { kinesis, streams: kinesis.streams, clock, metrics, path };
}

const entry = (text: string): PutEntry => ({ partitionKey: text, data: Buffer.from(text), explicitHashKey: '0' });
const texts = (streams: Streams, name: string) =>
  streams.read(name, SHARD, 'TRIM_HORIZON', LIMIT).records.map(({ data }) => data.toString());

async function send(kinesis: ReturnType<typeof createKinesis>, operation: string, body: string) {
  const headers = { 'x-amz-target': `Kinesis_20131202.${operation}` };
  const answer = await kinesis.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers,
    body: Buffer.from(body),
  });
  return { status: answer.status, output: JSON.parse(String(answer.body)) as Record<string, unknown> };
}

describe('the Kinesis service in its process', () => {
  it('creates a stream once and takes it over afterwards, with the mode and retention that are asked for now', async () => {
    const { kinesis, streams, path } = open();
    kinesis.createStream({ name: 's', mode: 'ON_DEMAND', retentionHours: 24 });
    streams.put('s', [entry('a')]);
    kinesis.close();
    const again = open(path);
    again.kinesis.createStream({ name: 's', mode: 'PROVISIONED', shardCount: 9, retentionHours: 48 });
    expect(again.streams.shards('s')).toHaveLength(4);
    expect(texts(again.streams, 's')).toEqual(['a']);
    const { output } = await send(again.kinesis, 'DescribeStreamSummary', '{"StreamName":"s"}');
    expect(output.StreamDescriptionSummary).toMatchObject({
      RetentionPeriodHours: 48,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
    });
    again.kinesis.close();
  });

  it('reads back closed shards and their lineage, and goes on numbering', async () => {
    const { kinesis, streams, path } = open();
    kinesis.createStream({ name: 's', mode: 'PROVISIONED', retentionHours: 24 });
    const [before] = streams.put('s', [entry('a')]);
    await send(
      kinesis,
      'SplitShard',
      JSON.stringify({ StreamName: 's', ShardToSplit: SHARD, NewStartingHashKey: '100' }),
    );
    const shards = streams.shards('s');
    const [after] = streams.put('s', [entry('b')]);
    kinesis.close();
    const again = open(path);
    expect(again.streams.shards('s')).toEqual(shards);
    expect(shards.map(({ closed, parentShardIds }) => [closed, parentShardIds])).toEqual([
      [true, []],
      [false, [SHARD]],
      [false, [SHARD]],
    ]);
    const parent = again.streams.read('s', SHARD, 'TRIM_HORIZON', LIMIT);
    expect([parent.records.length, parent.ended]).toEqual([1, true]);
    const [last] = again.streams.put('s', [entry('c')]);
    const numbers = [before, after, last].map((result) => (result as { sequenceNumber: string }).sequenceNumber);
    expect([...numbers].sort()).toEqual(numbers);
    again.kinesis.close();
  });

  it('tells a consumer that starts now where it stands, in an empty shard too', () => {
    const { kinesis, streams } = open();
    kinesis.createStream({ name: 's', mode: 'ON_DEMAND', retentionHours: 24 });
    const empty = streams.latest('s', SHARD);
    streams.put('s', [entry('a')]);
    const full = streams.latest('s', SHARD);
    streams.put('s', [entry('b')]);
    const from = (position: typeof empty) =>
      streams.read('s', SHARD, position, LIMIT).records.map(({ data }) => data.toString());
    expect(from(empty)).toEqual(['a', 'b']);
    expect(from(full)).toEqual(['b']);
    kinesis.close();
  });

  it('calls listeners on a later turn, once for many changes, until they unsubscribe', async () => {
    const { kinesis, streams } = open();
    kinesis.createStream({ name: 's', mode: 'PROVISIONED', retentionHours: 24 });
    let calls = 0;
    const stop = streams.onChange('s', () => {
      calls += 1;
    });
    streams.put('s', [entry('a')]);
    streams.put('s', [entry('b')]);
    expect(calls).toBe(0);
    await later();
    expect(calls).toBe(1);
    await send(
      kinesis,
      'SplitShard',
      JSON.stringify({ StreamName: 's', ShardToSplit: SHARD, NewStartingHashKey: '100' }),
    );
    await later();
    expect(calls).toBe(2);
    stop();
    streams.put('s', [entry('c')]);
    await later();
    expect(calls).toBe(2);
    kinesis.close();
  });

  it('counts what came in, what was refused and how far readers are behind, once per call', async () => {
    const { kinesis, streams, clock, metrics } = open();
    kinesis.createStream({ name: 's', mode: 'PROVISIONED', retentionHours: 24 });
    const half = { partitionKey: 'k', data: Buffer.alloc(512 * 1024 - 1) };
    streams.put('s', [half, half, half]);
    const values = () => metrics.splice(0).map(({ metricName, value }) => [metricName, value]);
    expect(metrics[0]).toEqual({
      namespace: 'AWS/Kinesis',
      metricName: 'IncomingRecords',
      dimensions: { StreamName: 's' },
      value: 2,
      unit: 'Count',
      timestamp: clock.now(),
    });
    expect(values()).toEqual([
      ['IncomingRecords', 2],
      ['IncomingBytes', 1024 * 1024],
      ['WriteProvisionedThroughputExceeded', 1],
    ]);
    await clock.advance(7000);
    streams.read('s', SHARD, 'TRIM_HORIZON', { records: 1, bytes: 1e6 });
    streams.read('s', SHARD, streams.latest('s', SHARD), LIMIT);
    expect(values()).toEqual([
      ['GetRecords.IteratorAgeMilliseconds', 7000],
      ['GetRecords.IteratorAgeMilliseconds', 0],
    ]);
    kinesis.close();
  });

  it('refuses what is no JSON, no base64 and of the wrong type', async () => {
    const { kinesis } = open();
    kinesis.createStream({ name: 's', mode: 'ON_DEMAND', retentionHours: 24 });
    const bodies = [
      '{',
      '[]',
      '{"StreamName":"s","PartitionKey":"k","Data":"a"}',
      '{"StreamName":"s","PartitionKey":"k","Data":"a-_="}',
      '{"StreamName":"s","PartitionKey":"k","Data":"a=bc"}',
      '{"StreamName":"s","PartitionKey":7,"Data":""}',
      '{"StreamName":{},"PartitionKey":"k","Data":""}',
    ];
    for (const body of bodies) {
      const { status, output } = await send(kinesis, 'PutRecord', body);
      expect([body, status, output.__type]).toEqual([body, 400, 'SerializationException']);
    }
    expect(
      (await send(kinesis, 'PutRecord', '{"StreamName":"s","PartitionKey":"k","Data":"","StreamARN":null}')).status,
    ).toBe(200);
    kinesis.close();
  });
});

describe('a damaged stream', () => {
  function damagedShard() {
    const { kinesis, streams, path } = open();
    for (const name of ['bad', 'good']) {
      kinesis.createStream({ name, mode: 'PROVISIONED', shardCount: 2, retentionHours: 24 });
      streams.put(name, [entry('a'), entry('b')]);
    }
    kinesis.close();
    const log = join(path, 'bad', SHARD, readdirSync(join(path, 'bad', SHARD))[0]!);
    const bytes = readFileSync(log);
    bytes[20]! ^= 1;
    writeFileSync(log, bytes);
    return open(path);
  }

  it('answers with the file and the way out, and leaves its other shards and other streams alone', () => {
    const { kinesis, streams } = damagedShard();
    expect(() => texts(streams, 'bad')).toThrow(AwsError);
    expect(() => texts(streams, 'bad')).toThrow(/shard log .*shardId-000000000000.* is damaged: .* delete the stream/);
    const results = streams.put('bad', [
      entry('c'),
      { ...entry('d'), explicitHashKey: '340282366920938463463374607431768211455' },
    ]);
    expect(results[0]).toMatchObject({
      errorCode: 'InternalFailure',
      errorMessage: expect.stringContaining('is damaged'),
    });
    expect(results[1]).toMatchObject({ shardId: 'shardId-000000000001' });
    expect(texts(streams, 'good')).toEqual(['a', 'b']);
    kinesis.close();
  });

  it('fails over the wire with 500 and can be deleted', async () => {
    const { kinesis } = damagedShard();
    const iterator = { StreamName: 'bad', ShardId: SHARD, ShardIteratorType: 'LATEST' };
    const refused = await send(kinesis, 'GetShardIterator', JSON.stringify(iterator));
    expect([refused.status, refused.output.__type]).toEqual([500, 'InternalFailure']);
    expect((await send(kinesis, 'DeleteStream', '{"StreamName":"bad"}')).status).toBe(200);
    expect((await send(kinesis, 'ListStreams', '{}')).output.StreamNames).toEqual(['good']);
    kinesis.close();
  });

  it('is told apart when its state is unreadable or of another version', async () => {
    for (const state of ['{"version":', '{"version":2}']) {
      const { kinesis, path } = open();
      for (const name of ['Bad', 'good']) kinesis.createStream({ name, mode: 'ON_DEMAND', retentionHours: 24 });
      kinesis.close();
      writeFileSync(join(path, '%42ad', 'stream.json'), state);
      const again = open(path);
      again.streams.put('good', [entry('a')]);
      expect(() => again.streams.shards('Bad')).toThrow(/The Kinesis stream Bad cannot be read: .*stream\.json is not/);
      expect((await send(again.kinesis, 'ListStreams', '{}')).output.StreamNames).toEqual(['Bad', 'good']);
      expect((await send(again.kinesis, 'DeleteStream', '{"StreamName":"Bad"}')).status).toBe(200);
      again.kinesis.createStream({ name: 'Bad', mode: 'ON_DEMAND', retentionHours: 24 });
      again.kinesis.close();
    }
  });
});
