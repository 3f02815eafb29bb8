import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeDeliveryStreams } from '../../../shared/delivery-streams.ts';
import { logDeliveryStreams } from '../../../shared/log-delivery-streams.ts';
import { chatChange, toBase64 } from '../../support/change-records.ts';
import { invokePackaged } from '../../support/invoke-packaged.ts';
import { createLakeServer, type LakeServer } from '../../support/lake-server.ts';
import { packaged } from '../../support/packaged.ts';
import { at, propertiesOf, resolvedProperties } from '../../support/template-parts.ts';
import { mayCall } from './rights.ts';

const dev = await packaged('dev', { accessLog: 'true' });
const { template: prod } = await packaged('prod');
const bucket = String(resolvedProperties(dev.template, 'LakeBucket').BucketName);

const replayId = 'DlqDashreprocessorLambdaFunction';
const inventoryId = 'DlqDashinventoryLambdaFunction';
const variablesOf = (logicalId: string, template = dev.template) =>
  at(resolvedProperties(template, logicalId), 'Environment', 'Variables') as Record<string, string>;

describe('the environment', () => {
  it('holds the list of delivery streams that the template was made from, for both functions', () => {
    const changes = changeDeliveryStreams.map(({ name, dataset, prefix, layout }) => ({
      name,
      dataset: dataset.name,
      prefix,
      layout,
    }));
    const logs = logDeliveryStreams.map(({ name, dataset, prefix, layout, input }) => ({
      name,
      dataset: dataset.name,
      prefix,
      layout,
      input,
      writer: { kind: 'delivery-stream', name: `tributary-dev-${name}-replay` },
    }));
    const list = [...changes, ...logs];
    expect(JSON.parse(variablesOf(replayId).DELIVERY_STREAMS!)).toEqual(list);
    expect(JSON.parse(variablesOf(inventoryId).DELIVERY_STREAMS!)).toEqual(list);
  });

  it('names the bucket and its owner', () => {
    expect(variablesOf(replayId)).toMatchObject({ LAKE_BUCKET: bucket, LAKE_BUCKET_OWNER: '000000000000' });
  });

  it('has the zone of the folders, the kill switch and the cap', () => {
    expect(variablesOf(replayId)).toMatchObject({
      TIME_ZONE: at(
        propertiesOf(dev.template, 'ChatByTimeDeliveryStream'),
        'ExtendedS3DestinationConfiguration',
        'CustomTimeZone',
      ),
      REPLAY_ENABLED: 'true',
      RECORDS_PER_RUN_MAX: '1000000',
    });
  });

  it('has the inventory count what subscribers were not told of', () => {
    expect(variablesOf(inventoryId).COUNT_UNTOLD_CHANGES).toBe('true');
    expect(variablesOf(replayId)).not.toHaveProperty('COUNT_UNTOLD_CHANGES');
  });

  it('counts under one service, apart for each stage', () => {
    const metrics = { POWERTOOLS_SERVICE_NAME: 'dlq-reprocessor', POWERTOOLS_METRICS_NAMESPACE: 'Tributary/dev' };
    expect(variablesOf(replayId)).toMatchObject(metrics);
    expect(variablesOf(inventoryId)).toMatchObject(metrics);
    expect(variablesOf(replayId, prod).POWERTOOLS_METRICS_NAMESPACE).toBe('Tributary/prod');
  });
});

it('the replay has all the time there is and takes no more of the account than two runs', () => {
  expect(propertiesOf(dev.template, replayId)).toMatchObject({ Timeout: 900, ReservedConcurrentExecutions: 2 });
});

it('the inventory ends before the next one begins', () => {
  expect(propertiesOf(dev.template, inventoryId).Timeout).toBeLessThan(5 * 60);
});

describe('packaged, against an S3 that notes what is asked of it', () => {
  let lake: LakeServer;
  beforeAll(async () => {
    lake = await createLakeServer(bucket);
  });
  afterAll(() => lake.close());

  const record = (rawData: string) =>
    JSON.stringify({
      rawData,
      attemptsMade: 4,
      arrivalTimestamp: Date.UTC(2026, 6, 13, 14, 30),
      errorCode: 'Lambda.FunctionError',
      errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
      attemptEndingTimestamp: Date.UTC(2026, 6, 13, 14, 31),
      lambdaARN: 'arn:aws:lambda:us-east-1:000000000000:function:tributary-dev-firehose-transform-by-time',
    });

  /** One record that passes and one that does not. */
  async function putErrorObject(stream: string): Promise<void> {
    const Key = `errors/${stream}/processing-failed/2026/07/13/14/tributary-dev-${stream}-1-2026-07-13-14-30-00-a`;
    const Body = `${record(toBase64(chatChange()))}\n${record(toBase64('no JSON'))}\n`;
    await lake.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
    lake.calls();
  }

  function expectAllowed(roleId: string): void {
    const role = resolvedProperties(dev.template, roleId);
    const calls = lake.calls();
    expect(calls.length).toBeGreaterThan(0);
    expect(calls.filter((call) => !mayCall(role, `arn:aws:s3:::${bucket}`, call))).toEqual([]);
  }

  it.each(['chat-by-livestream', 'chat-by-time'])(
    'a replay of %s restores and parks, and its role allows every call of it',
    async (stream) => {
      await putErrorObject(stream);
      const { response } = await invokePackaged(dev, replayId, { stream, source: 'errors' }, lake.url);
      expect(response).toMatchObject({ records: 2, restored: 1, parked: { InvalidJson: 1 }, complete: true });
      expectAllowed('DlqReprocessorRole');
    },
  );

  it.each([
    ['the same once more', { stream: 'chat-by-time', source: 'errors' }],
    ['what is parked', { stream: 'chat-by-time', source: 'parked' }],
    ['a dry run', { stream: 'chat-by-livestream', source: 'errors', dryRun: true }],
    ['what the schedule asks for', { schedule: 'transient-errors' }],
  ])('%s: its role allows every call of it', async (_name, event) => {
    await putErrorObject('chat-by-time');
    await invokePackaged(dev, replayId, event, lake.url);
    expectAllowed('DlqReprocessorRole');
  });

  it('the inventory counts, and its role allows every call of it', async () => {
    await putErrorObject('chat-by-time');
    const Key = 'aws/lambda/0f1e2d3c-mapping/shardId-1/2026/07/13/2026-07-13T15.30.00-a';
    await lake.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: '{}' }));
    lake.calls();
    const { response } = await invokePackaged(dev, inventoryId, {}, lake.url);
    expect(response).toMatchObject({ 'chat-by-time': { ErrorObjects: 1 }, 'ddb-fanout': { ErrorObjects: 1 } });
    expectAllowed('DlqInventoryRole');
  });
});

describe('a role does not allow', () => {
  const bucketArn = `arn:aws:s3:::${bucket}`;
  const refused = (roleId: string, action: string, on: string) =>
    expect(mayCall(resolvedProperties(dev.template, roleId), bucketArn, { action, on })).toBe(false);

  it.each([
    ['to list the whole bucket', 's3:ListBucket', ''],
    ['to list the rows', 's3:ListBucket', 'chat/by-time/'],
    ['to read rows', 's3:GetObject', 'chat/by-time/2026/07/13/14/x.json.gz'],
    ['to remove rows', 's3:DeleteObject', 'chat/by-time/2026/07/13/14/x.json.gz'],
    ['to remove what was replayed', 's3:DeleteObject', 'replayed/errors/chat-by-time/x'],
    ['to write into the errors', 's3:PutObject', 'errors/chat-by-time/x'],
    ['to write query results', 's3:PutObject', 'athena-results/x'],
    ['to read the errors of what is no delivery stream', 's3:GetObject', 'errors/chat/x'],
  ])('the replay %s', (_name, action, on) => refused('DlqReprocessorRole', action, on));

  it.each([
    ['to read', 's3:GetObject', 'errors/chat-by-time/x'],
    ['to remove', 's3:DeleteObject', 'errors/chat-by-time/x'],
    ['to write', 's3:PutObject', 'parked/chat-by-time/x'],
    ['to list what is parked', 's3:ListBucket', 'parked/chat-by-time/'],
    ['to read what subscribers were not told of', 's3:GetObject', 'aws/lambda/x'],
  ])('the inventory %s', (_name, action, on) => refused('DlqInventoryRole', action, on));
});
