import { describe, expect, it } from 'vitest';
import { createKeyExtraction } from '../../../local/firehose/jq.ts';
import { AwsError } from '../../../local/wire/message.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import {
  answer,
  createEngine,
  echo,
  functionError,
  kinesisToS3,
  LAMBDA_ARN,
  lambdaProcessor,
  partitionedDestination,
  STREAM_ARN,
  type TransformEvent,
  textOf,
} from './engine.ts';
import { createFakeStream } from './fake-stream.ts';
import { aggregateKpl } from './kpl-aggregate.ts';

const MINUTE = 60_000;
const transformed = (parameters: Record<string, string> = {}, destination: Record<string, unknown> = {}) =>
  kinesisToS3({
    ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
    ProcessingConfiguration: { Enabled: true, Processors: [lambdaProcessor(parameters)] },
    ...destination,
  });
const parameter = (ParameterName: string, ParameterValue: string) => ({ ParameterName, ParameterValue });
const failures = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const rawData = (failure: Record<string, unknown>) => Buffer.from(String(failure.rawData), 'base64').toString();
const okWithKey = (record: TransformEvent['records'][number], LivestreamID: unknown) => ({
  recordId: record.recordId,
  result: 'Ok',
  data: record.data,
  metadata: { partitionKeys: { LivestreamID } },
});

async function start(options: Partial<Parameters<typeof createEngine>[0]> & { shards?: number } = {}) {
  const clock = createFakeClock(Date.UTC(2026, 6, 13, 14, 30));
  const source = createFakeStream(clock.now, options.shards ?? 1);
  const engine = createEngine({ clock, source, ...options });
  const put = (...rows: string[]) => {
    for (const row of rows) source.put(source.openShards()[0]!, Buffer.from(row));
  };
  return { clock, source, ...engine, put };
}

describe('a delivery stream', () => {
  it('gathers for the transform until the interval is over', async () => {
    const events: TransformEvent[] = [];
    const { clock, stream, put } = await start({
      properties: transformed({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '60' }),
      dependencies: {
        async invoke(payload) {
          events.push(JSON.parse(payload));
          return answer({ records: [] });
        },
      },
    });
    await stream.start();
    put('a', 'b');
    await clock.advance(59_000);
    put('c');
    expect(events).toHaveLength(0);
    await clock.advance(2_000);
    expect(events.map(({ records }) => records.length)).toEqual([3]);
    put('d');
    await clock.advance(2 * MINUTE);
    expect(events.map(({ records }) => records.length)).toEqual([3, 1]);
    expect(events[0]).toMatchObject({
      deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/chat',
      sourceKinesisStreamArn: STREAM_ARN,
      region: 'us-east-1',
    });
  });

  it('gathers for the transform until the size is reached, and keeps an event under 6 MB', async () => {
    const sizes: [records: number, bytes: number][] = [];
    const { clock, stream, source } = await start({
      properties: transformed({ BufferSizeInMBs: '3', BufferIntervalInSeconds: '900' }),
      dependencies: {
        async invoke(payload) {
          sizes.push([JSON.parse(payload).records.length, payload.length]);
          return answer({ records: [] });
        },
      },
    });
    await stream.start();
    for (let at = 0; at < 12; at += 1) source.put(source.openShards()[0]!, Buffer.alloc(512 * 1024));
    await clock.advance(10_000);
    expect(sizes.map(([records]) => records)).toEqual([6, 6]);
    for (let at = 0; at < 30_000; at += 1) source.put(source.openShards()[0]!, Buffer.alloc(10));
    await clock.advance(10_000);
    expect(sizes.length).toBeGreaterThan(3);
    expect(Math.max(...sizes.map(([, bytes]) => bytes))).toBeLessThanOrEqual(6 * 1024 * 1024);
  });

  it('has at most five invocations of a shard under way', async () => {
    let running = 0;
    let most = 0;
    const { clock, stream, source } = await start({
      shards: 2,
      properties: transformed({ BufferSizeInMBs: '0.2', BufferIntervalInSeconds: '1' }),
      dependencies: {
        async invoke() {
          running += 1;
          most = Math.max(most, running);
          await new Promise<void>((resolve) => clock.after(100_000, resolve));
          running -= 1;
          return answer({ records: [] });
        },
      },
    });
    await stream.start();
    for (const shardId of source.openShards())
      for (let at = 0; at < 40; at += 1) source.put(shardId, Buffer.alloc(210_000));
    await clock.advance(2 * 100_000);
    expect(most).toBe(10);
  });

  it('repeats a failed invocation with a new invocation id and the same records, then gives the batch up', async () => {
    const events: TransformEvent[] = [];
    const { clock, stream, put, only, metrics } = await start({
      properties: transformed({ NumberOfRetries: '2' }),
      dependencies: {
        async invoke(payload) {
          events.push(JSON.parse(payload));
          return functionError('boom');
        },
      },
    });
    await stream.start();
    put('a', 'b');
    await clock.advance(5 * MINUTE);
    expect(events).toHaveLength(3);
    expect(new Set(events.map(({ invocationId }) => invocationId)).size).toBe(3);
    expect(new Set(events.map(({ records }) => JSON.stringify(records))).size).toBe(1);
    const lines = failures(only('errors/processing-failed/'));
    expect(lines.map(rawData)).toEqual(['a', 'b']);
    for (const line of lines) {
      expect(line).toMatchObject({
        errorCode: 'Lambda.FunctionError',
        errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
        attemptsMade: 3,
        lambdaARN: LAMBDA_ARN,
      });
    }
    expect(metrics.filter(({ name }) => name === 'ExecuteProcessing.Success').map(({ value }) => value)).toEqual([
      0, 0, 0,
    ]);
  });

  it('does not repeat an invocation whose answer is wrong', async () => {
    let invocations = 0;
    const { clock, stream, put, only } = await start({
      properties: transformed(),
      dependencies: {
        async invoke() {
          invocations += 1;
          return answer({ records: [] });
        },
      },
    });
    await stream.start();
    put('a');
    await clock.advance(5 * MINUTE);
    expect(invocations).toBe(1);
    expect(failures(only('errors/'))).toMatchObject([{ errorCode: 'Lambda.MissingRecordId', attemptsMade: 1 }]);
  });

  it.each<[code: string, failure: () => ReturnType<typeof functionError>]>([
    [
      'Lambda.FunctionError',
      () => functionError('2026-07-13T14:30:00.000Z 1234 Task timed out after 3.00 seconds', 'Sandbox.Timedout'),
    ],
    [
      'Lambda.InvokeLimitExceeded',
      () => {
        throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
      },
    ],
    [
      'Lambda.ResourceNotFound',
      () => {
        throw new AwsError('ResourceNotFoundException', 'Function not found', 404);
      },
    ],
    [
      'Lambda.FunctionError',
      () => {
        throw new AwsError('RequestTooLargeException', 'too large', 413);
      },
    ],
  ])('says %s of a call that failed', async (errorCode, failure) => {
    const { clock, stream, put, only } = await start({
      properties: transformed({ NumberOfRetries: '0' }),
      dependencies: { invoke: async () => failure() },
    });
    await stream.start();
    put('a');
    await clock.advance(5 * MINUTE);
    expect(failures(only('errors/'))).toMatchObject([{ errorCode, attemptsMade: 1 }]);
  });

  it('fails the batch of an answer made to break its reader, and goes on', async () => {
    const answers = [
      '{"records":[{"recordId":{"toString":1},"result":"Ok","data":""}]}',
      `{"records":[{"recordId":${'['.repeat(20_000)}${']'.repeat(20_000)},"result":"Ok","data":""}]}`,
    ];
    const { clock, stream, put, objects } = await start({
      properties: transformed(),
      dependencies: {
        async invoke(payload) {
          const hostile = answers.shift();
          return hostile === undefined ? echo(payload) : { ...answer({}), payload: Buffer.from(hostile) };
        },
      },
    });
    await stream.start();
    for (const row of ['a', 'b', 'c']) {
      put(row);
      await clock.advance(2 * MINUTE);
    }
    const errors = [...objects].flatMap(([key, object]) => (key.startsWith('errors/') ? failures(textOf(object)) : []));
    expect(errors.map((failure) => [rawData(failure), failure.errorCode])).toEqual([
      ['a', 'Lambda.JsonProcessingException'],
      ['b', 'Lambda.JsonProcessingException'],
    ]);
    expect(stream.status()).toMatchObject({ failed: 2, delivered: 1, pending: 0 });
  });

  it('fails the batch, says so and goes on when a transform breaks down on this side', async () => {
    const { clock, stream, put, only, logs } = await start({
      properties: kinesisToS3({
        ...partitionedDestination(),
        Prefix: 'chat/!{partitionKeyFromQuery:room}/',
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
      }),
      dependencies: {
        async extractKeys(rows) {
          if (rows.some((row) => row.toString() === 'a')) throw new Error('the query engine is gone');
          return rows.map(() => ({ ok: true, keys: { room: '1' } }));
        },
      },
    });
    await stream.start();
    put('a');
    await clock.advance(2 * MINUTE);
    put('b');
    await clock.advance(2 * MINUTE);
    expect(failures(only('errors/'))).toEqual([
      expect.objectContaining({ errorCode: 'Lambda.FunctionError', lambdaARN: LAMBDA_ARN, attemptsMade: 1 }),
    ]);
    expect(only('chat/1/')).toBe('b');
    expect(logs).toEqual([expect.stringContaining('could not be transformed: Error: the query engine is gone')]);
  });

  it('can call a timeout what AWS called it before 2026', async () => {
    const { DEFAULT_BEHAVIOUR } = await import('../../../local/firehose/options.ts');
    const { clock, stream, put, only } = await start({
      properties: transformed({ NumberOfRetries: '0' }),
      dependencies: {
        invoke: async () => functionError('Task timed out after 3.00 seconds'),
        behaviour: { ...DEFAULT_BEHAVIOUR, timeout: 'Lambda.FunctionTimedOut' },
      },
    });
    await stream.start();
    put('a');
    await clock.advance(5 * MINUTE);
    expect(failures(only('errors/'))).toMatchObject([
      {
        errorCode: 'Lambda.FunctionTimedOut',
        errorMessage: 'The Lambda function invocation timed out. Increase the Timeout setting in the Lambda function.',
      },
    ]);
  });

  it('recovers when a repeated invocation succeeds', async () => {
    let invocations = 0;
    const { clock, stream, put, only, objects } = await start({
      properties: transformed({}, { Prefix: 'chat/' }),
      dependencies: {
        async invoke(payload) {
          invocations += 1;
          if (invocations < 4) return functionError('boom');
          return answer({
            records: (JSON.parse(payload) as TransformEvent).records.map((record) => ({ ...record, result: 'Ok' })),
          });
        },
      },
    });
    await stream.start();
    put('a\n');
    await clock.advance(5 * MINUTE);
    expect(only('chat/')).toBe('a\n');
    expect(objects.size).toBe(1);
  });

  it('writes one object for each set of partition keys, under the hour of its oldest record', async () => {
    const { clock, stream, put, objects, metrics } = await start({
      properties: kinesisToS3({
        ...partitionedDestination({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '0' }),
        Prefix: 'chat/LivestreamID=!{partitionKeyFromLambda:LivestreamID}/!{timestamp:yyyy/MM/dd/HH}/',
        CompressionFormat: 'GZIP',
      }),
      dependencies: {
        invoke: async (payload) =>
          answer({
            records: (JSON.parse(payload) as TransformEvent).records.map((record) =>
              okWithKey(record, Buffer.from(record.data, 'base64').toString()[0]),
            ),
          }),
      },
    });
    await stream.start();
    await clock.advance(29.8 * MINUTE);
    put('a1\n', 'b1\n');
    await clock.advance(30_000);
    put('a2\n');
    await clock.advance(2 * MINUTE);
    expect(
      [...objects.keys()].map((key) => key.replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/, '<uuid>')),
    ).toEqual([
      'chat/LivestreamID=a/2026/07/13/14/chat-1-2026-07-13-14-59-48-<uuid>.gz',
      'chat/LivestreamID=b/2026/07/13/14/chat-1-2026-07-13-14-59-48-<uuid>.gz',
    ]);
    expect(metrics.filter(({ name }) => name === 'PartitionCountExceeded').every(({ value }) => value === 0)).toBe(
      true,
    );
    expect(Math.max(...metrics.filter(({ name }) => name === 'PartitionCount').map(({ value }) => value))).toBe(2);
  });

  it('names objects in the configured time zone, with the configured extension', async () => {
    const { clock, stream, put, objects } = await start({
      properties: kinesisToS3({ CustomTimeZone: 'Asia/Seoul', FileExtension: '.jsonl', CompressionFormat: 'GZIP' }),
    });
    await stream.start();
    put('a\n');
    await clock.advance(2 * MINUTE);
    const [key, object] = [...objects][0]!;
    expect(key).toMatch(/^2026\/07\/13\/23\/chat-1-2026-07-13-23-30-00-[0-9a-f-]{36}\.jsonl$/);
    expect(object.contentEncoding).toBe('gzip');
  });

  it('sends records beyond the active partitions to the error prefix, and takes new partitions once objects are written', async () => {
    const { clock, stream, put, only, objects, metrics } = await start({
      properties: kinesisToS3(partitionedDestination({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '0' })),
      dependencies: {
        activePartitionsMax: 2,
        invoke: async (payload) =>
          answer({
            records: (JSON.parse(payload) as TransformEvent).records.map((record) =>
              okWithKey(record, Buffer.from(record.data, 'base64').toString()),
            ),
          }),
      },
    });
    await stream.start();
    put('a', 'b', 'c', 'a');
    await clock.advance(2 * MINUTE);
    const lines = failures(only('errors/activePartitionExceeded/'));
    expect(lines.map(rawData)).toEqual(['c']);
    expect(metrics.some(({ name, value }) => name === 'PartitionCountExceeded' && value === 1)).toBe(true);
    put('c');
    await clock.advance(2 * MINUTE);
    expect([...objects.keys()].filter((key) => key.startsWith('chat/LivestreamID=c/'))).toHaveLength(1);
  });

  it('sends a record whose partition keys make the key too long to the error prefix', async () => {
    const { clock, stream, put, only } = await start({
      properties: kinesisToS3(partitionedDestination()),
      dependencies: {
        invoke: async (payload) =>
          answer({
            records: (JSON.parse(payload) as TransformEvent).records.map((record) =>
              okWithKey(record, 'x'.repeat(500)),
            ),
          }),
      },
    });
    await stream.start();
    put('a');
    await clock.advance(5 * MINUTE);
    expect(failures(only('errors/metadata-extraction-failed/'))).toMatchObject([
      { errorMessage: 'Length of evaluated prefix cannot be greater than 512' },
    ]);
  });

  it('finds partition keys by the inline query, in the transformed record, and fails records without them', async () => {
    const query = '{client_id: .client_id, year: (.time | strftime("%Y"))}';
    const { clock, stream, put, objects, only, metrics } = await start({
      properties: kinesisToS3({
        Prefix: 'events/client_id=!{partitionKeyFromQuery:client_id}/year=!{partitionKeyFromQuery:year}/',
        ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
        DynamicPartitioningConfiguration: { Enabled: true },
        ProcessingConfiguration: {
          Enabled: true,
          Processors: [
            {
              Type: 'MetadataExtraction',
              Parameters: [parameter('MetadataExtractionQuery', query), parameter('JsonParsingEngine', 'JQ-1.6')],
            },
            { Type: 'AppendDelimiterToRecord' },
          ],
        },
      }),
      dependencies: { extractKeys: createKeyExtraction(query) },
    });
    await stream.start();
    put(
      '{"client_id":"c1","time":1565382027}',
      'no json',
      '{"client_id":"","time":1565382027}',
      '{"client_id":"c1","time":1565382028}',
    );
    while (stream.status().pending === 0 || stream.status().buffered < 4) await clock.advance(1_000);
    await clock.advance(2 * MINUTE);
    expect(only('events/client_id=c1/year=2019/')).toBe(
      '{"client_id":"c1","time":1565382027}\n{"client_id":"c1","time":1565382028}',
    );
    expect(failures(only('errors/metadata-extraction-failed/'))).toMatchObject([
      { errorCode: 'DynamicPartitioning.MetadataExtractionFailed', errorMessage: 'Non JSON record provided' },
      {
        errorCode: 'DynamicPartitioning.MetadataExtractionFailed',
        errorMessage: 'partitionKeys values must not be null or empty',
      },
    ]);
    expect(objects.size).toBe(2);
    expect(metrics.some(({ name }) => name === 'JQProcessing.Duration')).toBe(true);
  });

  it('puts a newline between records and none after the last when it is told to', async () => {
    const { clock, stream, put, only } = await start({
      properties: kinesisToS3({
        ProcessingConfiguration: { Enabled: true, Processors: [{ Type: 'AppendDelimiterToRecord' }] },
      }),
    });
    await stream.start();
    put('a', 'b', 'c');
    await clock.advance(2 * MINUTE);
    expect(only('2026/')).toBe('a\nb\nc');
  });

  it('otherwise puts records one after the other as they are', async () => {
    const { clock, stream, put, only } = await start();
    await stream.start();
    put('a', 'b', 'c');
    await clock.advance(2 * MINUTE);
    expect(only('2026/')).toBe('abc');
  });

  it('takes KPL aggregates apart before the transform', async () => {
    const events: TransformEvent[] = [];
    const { clock, stream, source, only } = await start({
      properties: transformed({}, { Prefix: 'chat/' }),
      dependencies: {
        async invoke(payload) {
          const event = JSON.parse(payload) as TransformEvent;
          events.push(event);
          return answer({ records: event.records.map((record) => ({ ...record, result: 'Ok' })) });
        },
      },
    });
    await stream.start();
    const [shardId] = source.openShards() as [string];
    const sequenceNumber = source.put(
      shardId,
      aggregateKpl([
        { partitionKey: 'x', data: Buffer.from('a') },
        { partitionKey: 'y', data: Buffer.from('b') },
      ]),
      'outer',
    );
    await clock.advance(5 * MINUTE);
    expect(only('chat/')).toBe('ab');
    expect(events[0]!.records.map(({ kinesisRecordMetadata }) => kinesisRecordMetadata)).toMatchObject([
      { sequenceNumber, partitionKey: 'x', subsequenceNumber: 0, shardId },
      { sequenceNumber, partitionKey: 'y', subsequenceNumber: 1, shardId },
    ]);
    expect(new Set(events[0]!.records.map(({ recordId }) => recordId)).size).toBe(2);
    expect(stream.status()).toMatchObject({ recordsRead: 1, records: 2, delivered: 2 });
  });

  it('reads from its creation on, and new shards from their beginning', async () => {
    const { clock, stream, source, put, objects } = await start();
    put('old');
    await stream.start();
    put('new1 ');
    const [parent] = source.openShards() as [string];
    source.split(parent);
    for (const shardId of source.openShards()) source.put(shardId, Buffer.from('child '));
    await clock.advance(2 * MINUTE);
    expect([...objects.values()].map(({ body }) => body.toString()).join('')).toBe('new1 child child ');
  });

  it('stops reading while S3 refuses, keeps memory bounded, and loses nothing', async () => {
    let isRefusing = true;
    let written = 0;
    const { clock, stream, source } = await start({
      properties: kinesisToS3({ BufferingHints: { SizeInMBs: 5, IntervalInSeconds: 60 } }),
      dependencies: {
        async putObject(_key, body) {
          if (isRefusing) throw new AwsError('SlowDown', 'Please reduce your request rate.', 503);
          written += body.length;
        },
      },
    });
    await stream.start();
    const row = Buffer.alloc(1_000_000, 65);
    for (let at = 0; at < 300; at += 1) source.put(source.openShards()[0]!, row);
    await clock.advance(10 * MINUTE);
    const { memoryBytes, recordsRead } = stream.status();
    expect(recordsRead).toBeLessThan(200);
    expect(memoryBytes.transforming + memoryBytes.buffered + memoryBytes.writing).toBeLessThan(192 * 1024 * 1024);
    isRefusing = false;
    await clock.advance(10 * MINUTE);
    expect(written).toBe(300 * 1_000_000);
    expect(stream.status()).toMatchObject({
      delivered: 300,
      pending: 0,
      memoryBytes: { transforming: 0, buffered: 0, writing: 0 },
    });
  });

  it('writes the largest buffer early when all of them hold too much', async () => {
    const { clock, stream, source, objects } = await start({
      properties: kinesisToS3({ BufferingHints: { SizeInMBs: 128, IntervalInSeconds: 900 } }),
    });
    await stream.start();
    const row = Buffer.alloc(1_000_000, 65);
    for (let at = 0; at < 110; at += 1) source.put(source.openShards()[0]!, row);
    await clock.advance(MINUTE);
    expect(objects.size).toBe(1);
    expect(stream.status().memoryBytes.buffered).toBeLessThan(96 * 1024 * 1024);
  });

  it('delivers and saves everything in hand when it is stopped', async () => {
    const { clock, stream, put, only, checkpoints } = await start({ properties: transformed({}, { Prefix: 'chat/' }) });
    await stream.start();
    put('a', 'b');
    await clock.advance(5_000);
    await stream.stop(new Promise(() => {}));
    expect(only('chat/')).toBe('ab');
    expect(checkpoints()).toEqual({ 'shardId-000000000000': { after: '2'.padStart(56, '0') } });
    expect(clock.pendingTimers()).toBe(0);
  });

  it('stops in time although S3 refuses, and repeats in the next life what was not saved', async () => {
    const first = await start({
      properties: transformed({}, { Prefix: 'chat/' }),
      dependencies: { putObject: async () => Promise.reject(new Error('refused')) },
    });
    await first.stream.start();
    first.put('a', 'b');
    await first.clock.advance(5 * MINUTE);
    const stopping = first.stream.stop(new Promise<void>((resolve) => first.clock.after(10_000, resolve)));
    await first.clock.advance(11_000);
    await stopping;
    const second = createEngine({
      clock: first.clock,
      source: first.source,
      properties: transformed({}, { Prefix: 'chat/' }),
      checkpoints: first.checkpoints()!,
    });
    await second.stream.start();
    await first.clock.advance(5 * MINUTE);
    expect(second.only('chat/')).toBe('ab');
  });

  it('measures what AWS measures', async () => {
    const { clock, stream, put, metrics } = await start({
      properties: transformed(),
      dependencies: {
        async invoke(payload) {
          await new Promise<void>((resolve) => clock.after(250, resolve));
          const { records } = JSON.parse(payload) as TransformEvent;
          const results = ['Ok', 'Dropped', 'ProcessingFailed'];
          return answer({
            records: records.map(({ recordId }, at) => ({ recordId, result: results[at], data: 'eA==' })),
          });
        },
      },
    });
    await stream.start();
    put('x'.repeat(51), 'x'.repeat(53), 'x'.repeat(53));
    await clock.advance(5 * MINUTE);
    const sums = new Map<string, number>();
    for (const { name, value } of metrics) sums.set(name, (sums.get(name) ?? 0) + value);
    expect(Object.fromEntries(sums)).toMatchObject({
      'DataReadFromKinesisStream.Records': 3,
      'DataReadFromKinesisStream.Bytes': 157,
      'ExecuteProcessing.Duration': 250,
      'ExecuteProcessing.Success': 1,
      // Dropped records are in none of these; error objects count as delivered, all bytes as they came in (captured).
      'SucceedProcessing.Records': 1,
      'SucceedProcessing.Bytes': 51,
      'DeliveryToS3.Records': 2,
      'DeliveryToS3.Bytes': 104,
      'DeliveryToS3.ObjectCount': 2,
      'DeliveryToS3.Success': 2,
      KinesisMillisBehindLatest: 0,
    });
    const ages = metrics.filter(({ name }) => name === 'DeliveryToS3.DataFreshness').map(({ value }) => value);
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(120);
  });

  it('gives up a Direct PUT object after 24 hours of refusal, and a Kinesis-sourced one never', async () => {
    const { KinesisStreamSourceConfiguration, ...direct } = {
      ...kinesisToS3(),
      DeliveryStreamType: 'DirectPut',
    } as Record<string, unknown>;
    for (const [properties, lost] of [
      [direct, 1],
      [kinesisToS3(), 0],
    ] as const) {
      const { clock, stream, put } = await start({
        properties,
        dependencies: { putObject: async () => Promise.reject(new Error('refused')) },
      });
      await stream.start();
      put('a');
      await clock.advance(25 * 60 * MINUTE);
      expect(stream.status()).toMatchObject({ lost, delivered: 0 });
    }
  });

  it('lives through a simulated hour of a thousand records a second in no time', async () => {
    const startedMs = performance.now();
    const { clock, stream, source } = await start({
      shards: 2,
      properties: kinesisToS3({ CompressionFormat: 'GZIP' }),
    });
    await stream.start();
    const row = Buffer.from('{"LivestreamID":"live-1"}\n');
    for (let second = 0; second < 3600; second += 60) {
      for (let at = 0; at < 100; at += 1) source.put(source.openShards()[at % 2]!, row);
      await clock.advance(MINUTE);
    }
    await clock.advance(5 * MINUTE);
    expect(stream.status().delivered).toBe(6000);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
