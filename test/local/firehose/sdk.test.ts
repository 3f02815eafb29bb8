import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateDeliveryStreamCommand,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  InvalidArgumentException,
  ListDeliveryStreamsCommand,
  PutRecordBatchCommand,
  PutRecordCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../local/clock.ts';
import { createFirehose, type Firehose } from '../../../local/firehose/service.ts';
import { createRandom } from '../../../local/random.ts';
import { createServer, type WireServer } from '../../../local/wire/server.ts';
import { echo } from './engine.ts';

const directory = mkdtempSync(join(tmpdir(), 'firehose-'));
const objects = new Map<string, Buffer>();
const noRecords = { records: [], ended: false, millisBehindLatest: 0 };
let firehose: Firehose;
let server: WireServer;
let client: FirehoseClient;

beforeAll(async () => {
  firehose = createFirehose({
    directory,
    clock: createSystemClock({ accelerate: 600 }),
    random: createRandom(1),
    region: 'us-east-1',
    accountId: '000000000000',
    streams: {
      put: () => [],
      shards: () => [],
      latest: () => 'TRIM_HORIZON',
      read: () => noRecords,
      onChange: () => () => {},
    },
    functions: { invoke: (_name, payload) => echo(payload.toString()) },
    buckets: {
      async putObject(_bucket, key, body) {
        objects.set(key, body);
        return { etag: '""' };
      },
      getObject: () => Promise.reject(new Error('not used')),
      listObjects: async () => [],
      directory: () => '',
    },
    metrics: { put: () => {} },
    log: () => {},
  });
  server = createServer({ route: () => firehose.handle });
  const { port } = await server.listen(0);
  client = new FirehoseClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await firehose.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('an unmodified AWS SDK', () => {
  it('creates a delivery stream, puts to it, describes, lists and deletes it', async () => {
    const DeliveryStreamName = 'logs';
    const { DeliveryStreamARN } = await client.send(
      new CreateDeliveryStreamCommand({
        DeliveryStreamName,
        ExtendedS3DestinationConfiguration: {
          RoleARN: 'arn:aws:iam::000000000000:role/firehose',
          BucketARN: 'arn:aws:s3:::lake',
          BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
        },
      }),
    );
    expect(DeliveryStreamARN).toBe('arn:aws:firehose:us-east-1:000000000000:deliverystream/logs');
    const one = await client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('a\n') } }));
    expect(one.RecordId).toBeTruthy();
    const many = await client.send(
      new PutRecordBatchCommand({
        DeliveryStreamName,
        Records: [{ Data: Buffer.from('b\n') }, { Data: Buffer.from('c\n') }],
      }),
    );
    expect(many.FailedPutCount).toBe(0);
    expect(many.RequestResponses).toHaveLength(2);
    const { DeliveryStreamDescription } = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    expect(DeliveryStreamDescription?.CreateTimestamp).toBeInstanceOf(Date);
    expect(DeliveryStreamDescription?.Destinations?.[0]?.ExtendedS3DestinationDescription).toMatchObject({
      BufferingHints: { SizeInMBs: 1, IntervalInSeconds: 60 },
      CompressionFormat: 'UNCOMPRESSED',
    });
    expect((await client.send(new ListDeliveryStreamsCommand({}))).DeliveryStreamNames).toEqual(['logs']);
    await new Promise<void>((resolve) => {
      const unsubscribe = firehose.onProgress((name) => {
        if (firehose.status(name).delivered < 3) return;
        unsubscribe();
        resolve();
      });
    });
    expect(Buffer.concat([...objects.values()]).toString()).toBe('a\nb\nc\n');
    await client.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName }));
    await expect(client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }))).rejects.toThrow(
      ResourceNotFoundException,
    );
  });

  it("gets AWS's exceptions", async () => {
    const create = new CreateDeliveryStreamCommand({
      DeliveryStreamName: 'broken',
      ExtendedS3DestinationConfiguration: {
        RoleARN: 'arn:aws:iam::000000000000:role/firehose',
        BucketARN: 'arn:aws:s3:::lake',
        Prefix: '!{timestamp:yyyy}/',
      },
    });
    const refused = client.send(create);
    await expect(refused).rejects.toThrow(InvalidArgumentException);
    await expect(refused).rejects.toThrow('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions');
  });
});
