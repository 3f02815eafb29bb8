import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { createSystemClock } from '../../local/clock.ts';
import { createCloudWatch } from '../../local/cloudwatch/service.ts';
import type { BinaryInChanges } from '../../local/dynamodb/binary-in-changes.ts';
import { createDynamoDb } from '../../local/dynamodb/service.ts';
import { createDynamoDbStreams } from '../../local/dynamodb-streams/service.ts';
import type { UnknownBehaviour } from '../../local/firehose/options.ts';
import type { PutRate } from '../../local/firehose/put-quota.ts';
import { createFirehose } from '../../local/firehose/service.ts';
import { createKinesis } from '../../local/kinesis/service.ts';
import { createLambda } from '../../local/lambda/service.ts';
import { LOCAL_ACCOUNT_ID } from '../../local/place.ts';
import { createS3 } from '../../local/s3/service.ts';
import { createRouter } from '../../local/wire/router.ts';
import { createServer } from '../../local/wire/server.ts';
import { CONVERSION_COLUMNS } from './conversion-table.ts';
import { createClients, type Target } from './target.ts';

/** What AWS leaves open or lets be raised, as the local services take it. */
export interface LocalSettings {
  /** Stack seconds per real second. */
  accelerate?: number;
  behaviour?: Partial<UnknownBehaviour>;
  activePartitionsMax?: number;
  invocationMsMax?: number;
  putRate?: PutRate;
  binaryInChanges?: BinaryInChanges;
}

/** A 60-second buffer takes 0.6 seconds. */
const ACCELERATE = 100;
const REGION = 'us-east-1';
const BUCKET = 'contract-lake';
const CONVERSION_TABLE = { DatabaseName: 'contract', TableName: 'conversion' };
const SCRIPT = join(import.meta.dirname, 'scripted-transform.cjs');
const TRANSFORM = { name: 'contract-transform', timeoutSeconds: 1 };
const SLOW_TRANSFORM = { name: 'contract-slow-transform', timeoutSeconds: 900 };

const arnOf = ({ name }: { name: string }) => `arn:aws:lambda:${REGION}:${LOCAL_ACCOUNT_ID}:function:${name}`;

/** The local services behind the real server, in this process, without a template. */
export async function startLocalTarget(settings: LocalSettings = {}): Promise<Target> {
  const services = await startServices(settings);
  const others = new Map<string, Promise<Target>>();
  const config = {
    region: REGION,
    endpoint: services.url,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const clients = createClients(config);
  return {
    ...clients,
    name: 'local',
    config,
    bucket: BUCKET,
    roleArn: `arn:aws:iam::${LOCAL_ACCOUNT_ID}:role/contract`,
    transformArn: arnOf(TRANSFORM),
    slowTransformArn: arnOf(SLOW_TRANSFORM),
    conversionTable: CONVERSION_TABLE,
    now: services.now,
    pollMs: 20,
    patienceMs: 20_000,
    configured(other) {
      const key = JSON.stringify(other);
      const started = others.get(key) ?? startLocalTarget(other);
      others.set(key, started);
      return started;
    },
    async close() {
      for (const other of others.values()) await (await other).close();
      clients.destroy();
      await services.stop();
    },
  };
}

async function startServices({ accelerate = ACCELERATE, binaryInChanges, ...firehoseSettings }: LocalSettings) {
  const root = mkdtempSync(join(tmpdir(), 'contract-'));
  const clock = createSystemClock({ accelerate });
  const place = { region: REGION, accountId: LOCAL_ACCOUNT_ID };
  const log = (message: string) => {
    if (process.env.CONTRACT_VERBOSE) console.log(message);
  };
  let url = '';
  const cloudwatch = createCloudWatch({ clock, ...place, onAlarm: () => {} });
  const metrics = cloudwatch.sink;
  const kinesis = createKinesis({ directory: join(root, 'kinesis'), clock, ...place, metrics });
  const s3 = createS3({ directory: join(root, 's3'), clock, region: REGION });
  const lambda = createLambda({
    directory: join(root, 'lambda'),
    clock,
    ...place,
    endpointUrl: () => url,
    onLog: (_name, line) => log(line),
  });
  const firehose = createFirehose({
    directory: join(root, 'firehose'),
    clock,
    random: Math.random,
    ...place,
    streams: kinesis.streams,
    functions: lambda.functions,
    buckets: s3.buckets,
    tables: { columns: (_database, table) => (table === CONVERSION_TABLE.TableName ? CONVERSION_COLUMNS : undefined) },
    metrics,
    log,
    ...firehoseSettings,
  });
  const dynamodb = createDynamoDb({
    directory: join(root, 'dynamodb'),
    clock,
    random: Math.random,
    ...place,
    streams: kinesis.streams,
    metrics,
    log,
    ...(binaryInChanges && { binaryInChanges }),
  });
  const server = createServer({
    route: createRouter({
      targets: {
        DynamoDB_20120810: dynamodb.handle,
        DynamoDBStreams_20120810: createDynamoDbStreams({ clock, tableStreams: dynamodb.tableStreams }).handle,
        Kinesis_20131202: kinesis.handle,
        Firehose_20150804: firehose.handle,
        GraniteServiceVersion20100801: cloudwatch.handle,
      },
      lambda: lambda.handle,
      s3: s3.handle,
    }),
  });
  url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  await s3.createBucket(BUCKET);
  const zipPath = join(root, 'scripted-transform.zip');
  writeFileSync(zipPath, zipSync({ 'scripted-transform.cjs': readFileSync(SCRIPT) }));
  for (const transform of [TRANSFORM, SLOW_TRANSFORM]) {
    await lambda.deploy({
      functionName: transform.name,
      functionArn: arnOf(transform),
      handler: 'scripted-transform.handler',
      runtime: 'nodejs24.x',
      zipPath,
      environment: {},
      timeoutSeconds: transform.timeoutSeconds,
      memorySizeMb: 256,
    });
  }
  return {
    url,
    now: () => clock.now(),
    async stop() {
      await firehose.close();
      await server.close();
      await dynamodb.close();
      await lambda.close();
      await s3.close();
      kinesis.close();
      cloudwatch.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
