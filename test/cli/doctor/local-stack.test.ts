import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DisableKinesisStreamingDestinationCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeDeliveryStreamCommand, FirehoseClient, UpdateDestinationCommand } from '@aws-sdk/client-firehose';
import { IncreaseStreamRetentionPeriodCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StackUnderTest, startStackUnderTest } from '../../support/local-stack.ts';
import { packaged } from '../../support/packaged.ts';

const root = join(import.meta.dirname, '../../..');
const { directory } = await packaged('dev');
let running: StackUnderTest;

beforeAll(async () => {
  running = await startStackUnderTest();
}, 60_000);
afterAll(() => running.discard());

async function doctor(...options: string[]) {
  const command = ['cli/tributary.ts', 'doctor', '--endpoint', running.client.endpoint, ...options];
  try {
    const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: root });
    return { code: 0, stdout, stderr: '' };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, stdout, stderr };
  }
}

it('a local stack as packaged has no error, and what cannot be asked there is said', async () => {
  const { code, stdout } = await doctor('--package', directory);
  expect(stdout).toMatch(/^0 errors, 0 warnings, \d+ not checked\.$/m);
  expect(stdout).toContain('not checked here:');
  expect(stdout).toContain('its versioning (NotImplemented: ');
  expect(code).toBe(0);
}, 30_000);

it('what was changed by hand is told, with exit code 1', async () => {
  const firehose = new FirehoseClient(running.client);
  const dynamodb = new DynamoDBClient(running.client);
  const kinesis = new KinesisClient(running.client);
  const DeliveryStreamName = 'tributary-dev-chat-by-time';
  const { DeliveryStreamDescription: before } = await firehose.send(
    new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
  );
  await firehose.send(
    new UpdateDestinationCommand({
      DeliveryStreamName,
      CurrentDeliveryStreamVersionId: before?.VersionId,
      DestinationId: before?.Destinations?.[0]?.DestinationId,
      ExtendedS3DestinationUpdate: {
        BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 300 },
        CustomTimeZone: 'Asia/Seoul',
      },
    }),
  );
  const StreamArn = before?.Source?.KinesisStreamSourceDescription?.KinesisStreamARN;
  await dynamodb.send(
    new DisableKinesisStreamingDestinationCommand({ TableName: 'tributary-dev-chat-messages', StreamArn }),
  );
  await kinesis.send(
    new IncreaseStreamRetentionPeriodCommand({ StreamName: 'tributary-dev-changes', RetentionPeriodHours: 48 }),
  );
  for (const client of [firehose, dynamodb, kinesis]) client.destroy();

  const { code, stdout } = await doctor('--package', directory, '--json');
  const { notes } = JSON.parse(stdout) as { notes: { severity: string; where: string; what: string }[] };
  expect(
    notes.filter(({ severity }) => severity !== 'not checked').map(({ severity, what }) => `${severity} ${what}`),
  ).toEqual([
    expect.stringMatching(/^error its Kinesis destination .* is DISABLED/),
    expect.stringMatching(/^error writes its folders in hours of Asia\/Seoul/),
    expect.stringMatching(/^warning keeps records for 48 hours/),
    expect.stringMatching(/^warning BufferingHints\.IntervalInSeconds is 300/),
  ]);
  expect(code).toBe(1);
}, 30_000);

it('a stage that is not there, and a package of another stage, are said in words', async () => {
  const { code, stderr } = await doctor('--stage', 'prod', '--package', directory);
  expect(stderr).toMatch(/is a package of another stage than prod/);
  expect(code).toBe(1);
  const prod = (await packaged('prod')).directory;
  expect((await doctor('--stage', 'prod', '--package', prod)).stderr).toMatch(/Nothing of stage prod is at http/);
}, 60_000);
