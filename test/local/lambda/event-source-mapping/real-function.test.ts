import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createKinesis, type Kinesis } from '../../../../local/kinesis/service.ts';
import {
  createEventSourceMappings,
  type EventSourceMappings,
} from '../../../../local/lambda/event-source-mapping/service.ts';
import { createS3 } from '../../../../local/s3/service.ts';
import { ACCOUNT, createLambdaFixture, type LambdaFixture, REGION } from '../fixture.ts';

/** Reports the first record that holds `poison`, and throws on `crash`. */
const CONSUMER = `
exports.handler = async ({ Records }) => {
  const texts = Records.map(({ kinesis }) => Buffer.from(kinesis.data, 'base64').toString());
  if (texts.includes('crash')) throw new Error('crash');
  const at = texts.indexOf('poison');
  return { batchItemFailures: at < 0 ? [] : [{ itemIdentifier: Records[at].kinesis.sequenceNumber }] };
};`;

let fixture: LambdaFixture;
let kinesis: Kinesis;
let s3: ReturnType<typeof createS3>;
let mappings: EventSourceMappings;

beforeAll(async () => {
  fixture = createLambdaFixture();
  const { clock, root, lambda } = fixture;
  const place = { region: REGION, accountId: ACCOUNT };
  await fixture.deploy('consumer', CONSUMER);
  kinesis = createKinesis({ directory: join(root, 'kinesis'), clock, ...place });
  kinesis.createStream({ name: 'events', mode: 'PROVISIONED', shardCount: 1, retentionHours: 24 });
  s3 = createS3({ directory: join(root, 's3'), clock, region: REGION });
  await s3.createBucket('lake');
  mappings = createEventSourceMappings({
    directory: join(root, 'mappings'),
    clock,
    ...place,
    streams: kinesis.streams,
    tableStreams: () => Promise.reject(new Error('no tables')),
    functions: lambda.functions,
    isDeployed: lambda.isDeployed,
    buckets: s3.buckets,
    log: () => {},
  });
});
afterAll(async () => {
  await mappings.close();
  await s3.close();
  kinesis.close();
  await fixture.close();
});

it('a deployed function is called with the stream, and what it cannot take is parked alone', async () => {
  await mappings.provision({
    EventSourceArn: `arn:aws:kinesis:${REGION}:${ACCOUNT}:stream/events`,
    FunctionName: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:consumer`,
    StartingPosition: 'TRIM_HORIZON',
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::lake' } },
  });
  const texts = ['a', 'b', 'poison', 'c', 'crash', 'd'];
  kinesis.streams.put(
    'events',
    texts.map((text) => ({ partitionKey: 'key', data: Buffer.from(text) })),
  );
  while (mappings.list()[0]!.processed + mappings.list()[0]!.discarded < texts.length) await fixture.clock.advance(500);
  const parked = await Promise.all(
    (await s3.buckets.listObjects('lake', 'aws/lambda/')).map(async ({ key }) => {
      const { responseContext, payload } = JSON.parse((await s3.buckets.getObject('lake', key)).body.toString());
      const data = payload.Records.map((record: { kinesis: { data: string } }) => record.kinesis.data);
      return [Buffer.from(data.join(), 'base64').toString(), responseContext.functionError];
    }),
  );
  expect(parked.sort()).toEqual([
    ['crash', 'Unhandled'],
    ['poison', null],
  ]);
  expect(mappings.list()).toMatchObject([{ processed: 4, discarded: 2, pending: 0 }]);
});
