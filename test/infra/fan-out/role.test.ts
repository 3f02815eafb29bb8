import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokePackaged } from '../../support/invoke-packaged.ts';
import { packaged } from '../../support/packaged.ts';
import { at, propertiesOf, resolvedProperties } from '../../support/template-parts.ts';
import { mayDo } from './rights.ts';
import { createTargetsServer, type TargetsServer } from './targets-server.ts';

const dev = await packaged('dev');
const role = resolvedProperties(dev.template, 'DdbFanoutRole');
const lake = String(resolvedProperties(dev.template, 'LakeBucket').BucketName);
const region = 'us-east-1:000000000000';
const bus = `arn:aws:events:${region}:event-bus/tributary-dev-changes`;
const topic = `arn:aws:sns:${region}:tributary-dev-moderation`;
const archive = `arn:aws:firehose:${region}:deliverystream/tributary-dev-changes-archive`;
const table = `arn:aws:dynamodb:${region}:table/tributary-dev-chat-messages`;
const tableStream = String(resolvedProperties(dev.template, 'DdbFanoutMapping').EventSourceArn);

const functionId = 'DdbDashfanoutLambdaFunction';
const sample = (name: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../events/ddb-fanout/${name}.json`), 'utf8'));

describe('packaged, against targets that note what is asked of them', () => {
  let targets: TargetsServer;
  beforeAll(async () => {
    targets = await createTargetsServer();
  });
  afterAll(() => targets.close());

  /** What the request names, as IAM names it. */
  const arnOf = ({ action, on }: { action: string; on: string }): string => {
    if (action === 'events:PutEvents') return `arn:aws:events:${region}:event-bus/${on}`;
    if (action === 'firehose:PutRecordBatch') return `arn:aws:firehose:${region}:deliverystream/${on}`;
    return action === 's3:PutObject' ? `arn:aws:s3:::${on}` : on;
  };

  it('it tells the targets that ship and keeps what it cannot tell, and its role allows every call of it', async () => {
    const unreadable = { dynamodb: { SequenceNumber: '999999' } };
    const event = { Records: [...sample('insert').Records, unreadable] };
    const { response } = await invokePackaged(dev, functionId, event, targets.url);
    expect(response).toEqual({ batchItemFailures: [] });
    const calls = targets.calls().map((call) => ({ action: call.action, arn: arnOf(call) }));
    expect(calls.map(({ action }) => action).sort()).toEqual([
      'events:PutEvents',
      'firehose:PutRecordBatch',
      's3:PutObject',
      'sns:Publish',
    ]);
    expect(calls.filter(({ action, arn }) => !mayDo(role, action, arn))).toEqual([]);
  });

  it('each name in its environment is that of the resource', async () => {
    await invokePackaged(dev, functionId, sample('insert'), targets.url);
    expect(targets.calls().map(arnOf).sort()).toEqual([bus, archive, topic].sort());
  });
});

it('its role lets Lambda read the stream, and put aside what it gives up', () => {
  for (const action of ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator']) {
    expect(mayDo(role, action, tableStream)).toBe(true);
  }
  expect(mayDo(role, 'dynamodb:ListStreams', '*')).toBe(true);
  expect(mayDo(role, 's3:ListBucket', `arn:aws:s3:::${lake}`)).toBe(true);
  expect(
    mayDo(role, 's3:PutObject', `arn:aws:s3:::${lake}/aws/lambda/a1b2/shardId-1/2026/07/13/2026-07-13T14.30.00-x`),
  ).toBe(true);
});

it.each([
  ['read the table', 'dynamodb:GetItem', table],
  ['scan the table', 'dynamodb:Scan', table],
  ['write the table', 'dynamodb:PutItem', table],
  ['read the stream of another table', 'dynamodb:GetRecords', tableStream.replace('chat-messages', 'orders')],
  ["tell the account's own bus", 'events:PutEvents', `arn:aws:events:${region}:event-bus/default`],
  ['make rules', 'events:PutRule', bus],
  ['publish alarms', 'sns:Publish', `arn:aws:sns:${region}:tributary-dev-alarms`],
  ['subscribe', 'sns:Subscribe', topic],
  ['go past the topic', 'sqs:SendMessage', `arn:aws:sqs:${region}:tributary-dev-moderation`],
  [
    'put on another delivery stream',
    'firehose:PutRecordBatch',
    `arn:aws:firehose:${region}:deliverystream/tributary-dev-access-log`,
  ],
  ['write to the change stream', 'kinesis:PutRecords', `arn:aws:kinesis:${region}:stream/tributary-dev-changes`],
  ['write rows', 's3:PutObject', `arn:aws:s3:::${lake}/chat/by-time/x`],
  ['write errors', 's3:PutObject', `arn:aws:s3:::${lake}/errors/chat-by-time/x`],
  ['read what was put aside', 's3:GetObject', `arn:aws:s3:::${lake}/aws/lambda/x`],
  ['remove what was put aside', 's3:DeleteObject', `arn:aws:s3:::${lake}/aws/lambda/x`],
  ['call functions', 'lambda:InvokeFunction', `arn:aws:lambda:${region}:function:tributary-dev-ddb-fanout`],
])('its role does not allow it to %s', (_name, action, arn) => {
  expect(mayDo(role, action, arn)).toBe(false);
});

it('switches off the routes of which the stack has no target', () => {
  expect(at(propertiesOf(dev.template, functionId), 'Environment', 'Variables')).toMatchObject({
    LIVESTREAM_STREAM_NAME: 'none',
    LIVESTREAM_QUEUE_URL: 'none',
  });
});
