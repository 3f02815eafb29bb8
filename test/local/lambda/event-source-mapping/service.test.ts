import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateEventSourceMappingCommand,
  type CreateEventSourceMappingCommandInput,
  DeleteEventSourceMappingCommand,
  GetEventSourceMappingCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MetricDatum } from '../../../../local/cloudwatch/types.ts';
import { createKinesis, type Kinesis } from '../../../../local/kinesis/service.ts';
import {
  createEventSourceMappings,
  type EventSourceMappings,
} from '../../../../local/lambda/event-source-mapping/service.ts';
import { createS3 } from '../../../../local/s3/service.ts';
import { createRouter } from '../../../../local/wire/router.ts';
import { createServer } from '../../../../local/wire/server.ts';
import { createFakeClock, type FakeClock } from '../../../support/fake-clock.ts';
import { answered, FUNCTION_ARN, type HandedRecord, STREAM_ARN, textOf, threw } from './engine.ts';

const place = { region: 'us-east-1', accountId: '000000000000' };

let directory: string;
let clock: FakeClock;
let kinesis: Kinesis;
let s3: ReturnType<typeof createS3>;
let mappings: EventSourceMappings;
let client: LambdaClient;
let stop: () => Promise<void>;
let seen: string[];
let metrics: MetricDatum[];

const open = () =>
  createEventSourceMappings({
    directory: join(directory, 'mappings'),
    clock,
    ...place,
    streams: kinesis.streams,
    tableStreams: () => Promise.reject(new Error('no tables')),
    buckets: s3.buckets,
    functions: {
      async invoke(_name, payload) {
        const texts = (JSON.parse(String(payload)) as { Records: HandedRecord[] }).Records.map(textOf);
        seen.push(...texts);
        return texts.includes('poison') ? threw : answered();
      },
    },
    isDeployed: (name) => name.endsWith('consumer'),
    metrics: { put: (datum) => void metrics.push(datum) },
    log: () => {},
  });

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tributary-mappings-'));
  clock = createFakeClock(Date.UTC(2026, 6, 13, 14));
  seen = [];
  metrics = [];
  kinesis = createKinesis({ directory: join(directory, 'kinesis'), clock, ...place });
  kinesis.createStream({ name: 'events', mode: 'PROVISIONED', shardCount: 1, retentionHours: 24 });
  s3 = createS3({ directory: join(directory, 's3'), clock, region: place.region });
  await s3.createBucket('lake');
  mappings = open();
  const server = createServer({ route: createRouter({ targets: {}, lambda: (request) => mappings.handle(request) }) });
  const { port } = await server.listen(0);
  client = new LambdaClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: place.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  stop = async () => {
    client.destroy();
    await mappings.close();
    await server.close();
    await s3.close();
    kinesis.close();
    rmSync(directory, { recursive: true, force: true });
  };
});
afterEach(() => stop());

const create = (more: Partial<CreateEventSourceMappingCommandInput> = {}) =>
  client.send(
    new CreateEventSourceMappingCommand({
      EventSourceArn: STREAM_ARN,
      FunctionName: 'consumer',
      StartingPosition: 'TRIM_HORIZON',
      ...more,
    }),
  );
const put = (...texts: string[]) =>
  void kinesis.streams.put(
    'events',
    texts.map((text) => ({ partitionKey: text, data: Buffer.from(text) })),
  );
/** Time passes, and nothing more happens than what is under way. */
const pass = () => clock.advance(5000);
/** Time passes until something holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await clock.advance(500);
}
const hasSeen = (...texts: string[]) => until(() => texts.every((text) => seen.includes(text)));
const isSettled = () => until(() => mappings.list().every(({ pending }) => pending === 0));

describe('CreateEventSourceMapping', () => {
  it('answers as AWS does, and the stream calls the function from then on', async () => {
    put('r1');
    const answer = await create();
    expect(answer).toMatchObject({
      $metadata: { httpStatusCode: 202 },
      UUID: expect.stringMatching(/^[0-9a-f-]{36}$/),
      BatchSize: 100,
      BisectBatchOnFunctionError: false,
      DestinationConfig: { OnFailure: {} },
      EventSourceArn: STREAM_ARN,
      EventSourceMappingArn: `arn:aws:lambda:us-east-1:000000000000:event-source-mapping:${answer.UUID}`,
      FunctionArn: FUNCTION_ARN,
      FunctionResponseTypes: [],
      LastModified: new Date(Date.UTC(2026, 6, 13, 14)),
      LastProcessingResult: 'No records processed',
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
      MaximumRetryAttempts: -1,
      ParallelizationFactor: 1,
      StartingPosition: 'TRIM_HORIZON',
      State: 'Creating',
      StateTransitionReason: 'User action',
      TumblingWindowInSeconds: 0,
    });
    await hasSeen('r1');
    put('r2');
    await hasSeen('r2');
    await isSettled();
    expect(seen).toEqual(['r1', 'r2']);
    expect(await client.send(new GetEventSourceMappingCommand({ UUID: answer.UUID }))).toMatchObject({
      State: 'Enabled',
      LastProcessingResult: 'OK',
    });
    expect(metrics[0]).toMatchObject({
      namespace: 'AWS/Lambda',
      metricName: 'IteratorAge',
      dimensions: { FunctionName: 'consumer' },
      unit: 'Milliseconds',
    });
  });

  it.each([
    [
      'a stream that is not there',
      { EventSourceArn: `${STREAM_ARN}-2` },
      'InvalidParameterValueException',
      /^Stream not found: /,
    ],
    ['a function that is not there', { FunctionName: 'absent' }, 'ResourceNotFoundException', /^Function not found: /],
    [
      'a queue as its source',
      { EventSourceArn: 'arn:aws:sqs:us-east-1:000000000000:q' },
      'InvalidParameterValueException',
      /locally an event source is a Kinesis stream/,
    ],
    [
      'a tumbling window',
      { TumblingWindowInSeconds: 60 },
      'InvalidParameterValueException',
      /tumbling windows are not there locally/,
    ],
    ['a filter', { FilterCriteria: { Filters: [] } }, 'InvalidParameterValueException', /FilterCriteria/],
    [
      'a topic as destination',
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:sns:us-east-1:000000000000:t' } } },
      'InvalidParameterValueException',
      /locally a destination is an S3 bucket/,
    ],
    ['no starting position', { StartingPosition: undefined }, 'InvalidParameterValueException', /StartingPosition/],
    [
      'a timestamp without need',
      { StartingPositionTimestamp: new Date() },
      'InvalidParameterValueException',
      /AT_TIMESTAMP/,
    ],
    ['a batch size out of range', { BatchSize: 10_001 }, 'InvalidParameterValueException', /BatchSize/],
    [
      'a record age out of range',
      { MaximumRecordAgeInSeconds: 59 },
      'InvalidParameterValueException',
      /MaximumRecordAgeInSeconds/,
    ],
  ] as const)('refuses %s', async (_what, more, name, message) => {
    await expect(create(more as Partial<CreateEventSourceMappingCommandInput>)).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
    });
  });

  it('refuses a second mapping between the same two', async () => {
    const { UUID } = await create();
    await expect(create({ FunctionName: FUNCTION_ARN })).rejects.toMatchObject({
      name: 'ResourceConflictException',
      $metadata: { httpStatusCode: 409 },
      message: `The event source arn (" ${STREAM_ARN} ") and function (" consumer ") provided mapping already exists. Please update or delete the existing mapping with UUID ${UUID}`,
    });
  });
});

describe('a mapping', () => {
  it('keeps its place while it is disabled', async () => {
    const { UUID } = await create();
    put('r1');
    await hasSeen('r1');
    const disabled = await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
    expect(disabled.State).toBe('Disabling');
    put('r2');
    await pass();
    expect(seen).toEqual(['r1']);
    expect((await client.send(new GetEventSourceMappingCommand({ UUID }))).State).toBe('Disabled');
    const enabled = await client.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: true, BatchSize: 7 }));
    expect(enabled).toMatchObject({ State: 'Enabling', BatchSize: 7 });
    await hasSeen('r2');
    expect(seen).toEqual(['r1', 'r2']);
  });

  it('does not change its stream or starting position', async () => {
    const { UUID } = await create();
    const change = { UUID, StartingPosition: 'LATEST' } as unknown as { UUID: string };
    // The client does not send what the operation does not have.
    expect((await client.send(new UpdateEventSourceMappingCommand(change))).StartingPosition).toBe('TRIM_HORIZON');
  });

  it('is listed by stream and by function, and is gone once deleted', async () => {
    const { UUID } = await create();
    const list = async (filter: object) =>
      (await client.send(new ListEventSourceMappingsCommand(filter))).EventSourceMappings?.map((found) => found.UUID);
    expect(await list({})).toEqual([UUID]);
    expect(await list({ FunctionName: FUNCTION_ARN, EventSourceArn: STREAM_ARN })).toEqual([UUID]);
    expect(await list({ FunctionName: 'other' })).toEqual([]);
    expect((await client.send(new DeleteEventSourceMappingCommand({ UUID }))).State).toBe('Deleting');
    expect(await list({})).toEqual([]);
    await expect(client.send(new GetEventSourceMappingCommand({ UUID }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'The resource you requested does not exist.',
    });
    put('r1');
    await pass();
    expect(seen).toEqual([]);
  });

  it('puts what it gives up into the bucket, under the mapping and the shard', async () => {
    const { UUID } = await create({
      MaximumRetryAttempts: 0,
      BisectBatchOnFunctionError: true,
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::lake' } },
    });
    put('r1', 'poison', 'r3');
    await hasSeen('r3');
    await isSettled();
    const [object] = await s3.buckets.listObjects('lake', `aws/lambda/${UUID}/shardId-000000000000/2026/07/13/`);
    const { body } = await s3.buckets.getObject('lake', object!.key);
    expect(JSON.parse(body.toString()).payload.Records.map(textOf)).toEqual(['poison']);
    expect(mappings.list()).toMatchObject([{ uuid: UUID, enabled: true, processed: 2, discarded: 1, pending: 0 }]);
  });

  it('goes on where it was after a restart', async () => {
    const { UUID } = await create();
    put('r1');
    await hasSeen('r1');
    await mappings.close();
    put('r2');
    mappings = open();
    await mappings.resume();
    await hasSeen('r2');
    expect(seen).toEqual(['r1', 'r2']);
    expect(mappings.list()[0]?.uuid).toBe(UUID);
  });
});

describe('a mapping of the template', () => {
  const properties = { EventSourceArn: STREAM_ARN, FunctionName: 'consumer', StartingPosition: 'LATEST' };

  it('is made once and changed by the next start', async () => {
    put('r0');
    const { uuid } = await mappings.provision(properties);
    put('r1');
    await hasSeen('r1');
    await mappings.close();
    mappings = open();
    put('r2');
    expect(await mappings.provision({ ...properties, BatchSize: 5, Tags: [{ Key: 'a', Value: 'b' }] })).toEqual({
      uuid,
      enabled: true,
    });
    await hasSeen('r2');
    expect(seen).toEqual(['r1', 'r2']);
    expect((await client.send(new GetEventSourceMappingCommand({ UUID: uuid }))).BatchSize).toBe(5);
  });

  it('stays away when the template leaves it out', async () => {
    await mappings.provision(properties);
    await mappings.close();
    mappings = open();
    await mappings.resume();
    expect(mappings.list()).toEqual([]);
  });
});
