import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Clock } from '../../../local/clock.ts';
import type { MetricDatum } from '../../../local/cloudwatch/types.ts';
import { createDynamoDb, type DynamoDb } from '../../../local/dynamodb/service.ts';
import type { PutEntry, PutResult, Streams } from '../../../local/kinesis/types.ts';
import { createRandom } from '../../../local/random.ts';
import { AwsError, type WireHandler } from '../../../local/wire/message.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/changes';

/** The chat table, as the template declares it. */
export const chatTable = {
  TableName: 'chat',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [
    { AttributeName: 'LivestreamID', AttributeType: 'S' },
    { AttributeName: 'UID', AttributeType: 'N' },
  ],
  KeySchema: [
    { AttributeName: 'LivestreamID', KeyType: 'HASH' },
    { AttributeName: 'UID', KeyType: 'RANGE' },
  ],
  KinesisStreamSpecification: { StreamArn: STREAM_ARN, ApproximateCreationDateTimePrecision: 'MICROSECOND' },
};

export interface ChangeRecord {
  eventID: string;
  eventName: string;
  userIdentity: unknown;
  tableName: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    ApproximateCreationDateTimePrecision?: string;
    Keys: Record<string, unknown>;
    NewImage?: Record<string, unknown>;
    OldImage?: Record<string, unknown>;
    SizeBytes: number;
  };
}

/** A stream in memory that can be told what to answer. */
export interface FakeStreams extends Streams {
  entries: PutEntry[];
  puts: number;
  /** Decides on each entry; the default takes all. */
  answer: (entry: PutEntry) => PutResult;
  records(): ChangeRecord[];
}

export const accept = (): PutResult => ({ sequenceNumber: '1', shardId: 'shardId-000000000000' });
export const throttle = (): PutResult => ({
  errorCode: 'ProvisionedThroughputExceededException',
  errorMessage: 'slow',
});
export const crash = (): PutResult => {
  throw new Error('the process is gone');
};

export function createFakeStreams(): FakeStreams {
  const unused = () => {
    throw new Error('not for tables');
  };
  const streams: FakeStreams = {
    entries: [],
    puts: 0,
    answer: accept,
    records: () => streams.entries.map(({ data }) => JSON.parse(data.toString()) as ChangeRecord),
    put(streamName, entries) {
      if (streamName !== 'changes') throw new AwsError('ResourceNotFoundException', `no stream ${streamName}`);
      streams.puts++;
      return entries.map((entry) => {
        const result = streams.answer(entry);
        if (!('errorCode' in result)) streams.entries.push(entry);
        return result;
      });
    },
    shards: unused,
    latest: unused,
    read: unused,
    onChange: unused,
  };
  return streams;
}

export interface Harness {
  directory: string;
  clock: Clock;
  streams: FakeStreams;
  service: DynamoDb;
  client: DynamoDBClient;
  metrics: MetricDatum[];
  logged: string[];
  /** Starts the service again on the same directory, as after a stop; `between` runs while it is down. */
  restart(between?: () => Promise<void>): Promise<void>;
  stop(): Promise<void>;
}

/** The service behind an HTTP port with an SDK client before it. `seed` makes the event ids. */
export async function startDynamoDb({
  clock = createFakeClock() as Clock,
  seed = 1,
  tables = [chatTable] as object[],
} = {}) {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-dynamodb-'));
  const streams = createFakeStreams();
  const metrics: MetricDatum[] = [];
  const logged: string[] = [];
  const random = createRandom(seed);
  const open = async () => {
    const service = createDynamoDb({
      directory,
      clock,
      random,
      region: 'us-east-1',
      accountId: '000000000000',
      streams,
      log: (message) => logged.push(message),
      metrics: { put: (datum) => metrics.push(datum) },
    });
    for (const table of tables) await service.createTable({ ...table });
    return service;
  };
  const harness = { directory, clock, streams, metrics, logged, service: await open() };
  const server = await listen((request) => harness.service.handle(request));
  const client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  return Object.assign(harness, {
    client,
    async restart(between?: () => Promise<void>) {
      await harness.service.close();
      await between?.();
      harness.service = await open();
    },
    async stop() {
      client.destroy();
      await server.close();
      await harness.service.close();
      rmSync(directory, { recursive: true, force: true });
    },
  }) satisfies Harness;
}

async function listen(handle: WireHandler) {
  const server = createServer(async (request, response) => {
    const body = await readBody(request);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const answer = await handle({
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      headers,
      body,
    }).catch((error) => ({ status: 500, headers: {}, body: String(error) }));
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, close };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
