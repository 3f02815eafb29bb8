import {
  DescribeKinesisStreamingDestinationCommand,
  DisableKinesisStreamingDestinationCommand,
  EnableKinesisStreamingDestinationCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, expect, test } from 'vitest';
import type { Change } from '../../../local/dynamodb/change.ts';
import { chatTable, type Harness, STREAM_ARN, startDynamoDb } from './support.ts';

const TableName = 'chat';
let dynamodb: Harness;
afterEach(() => dynamodb.stop());

const put = (uid: number) =>
  dynamodb.client.send(
    new PutItemCommand({ TableName, Item: { LivestreamID: { S: 'live' }, UID: { N: String(uid) } } }),
  );
const describe = async () =>
  (await dynamodb.client.send(new DescribeKinesisStreamingDestinationCommand({ TableName })))
    .KinesisDataStreamDestinations;

test('the destination of the template is described', async () => {
  dynamodb = await startDynamoDb();
  expect(await describe()).toEqual([
    { StreamArn: STREAM_ARN, DestinationStatus: 'ACTIVE', ApproximateCreationDateTimePrecision: 'MICROSECOND' },
  ]);
});

test('a destination can be turned on and off, and only changes made while it is on reach the stream', async () => {
  const { KinesisStreamSpecification: _, ...table } = chatTable;
  dynamodb = await startDynamoDb({ tables: [table] });
  expect(await describe()).toEqual([]);
  await put(1);
  const enable = () =>
    dynamodb.client.send(new EnableKinesisStreamingDestinationCommand({ TableName, StreamArn: STREAM_ARN }));
  const disable = () =>
    dynamodb.client.send(new DisableKinesisStreamingDestinationCommand({ TableName, StreamArn: STREAM_ARN }));
  expect(await enable()).toMatchObject({ DestinationStatus: 'ENABLING', StreamArn: STREAM_ARN });
  await expect(enable()).rejects.toMatchObject({
    message: expect.stringContaining('must be DISABLED or ENABLE_FAILED'),
  });
  await put(2);
  expect(await disable()).toMatchObject({ DestinationStatus: 'DISABLING' });
  await expect(disable()).rejects.toMatchObject({ message: expect.stringContaining('must be ACTIVE') });
  await put(3);
  expect(dynamodb.streams.records().map((record) => record.dynamodb.Keys.UID)).toEqual([{ N: '2' }]);
  expect(await describe()).toMatchObject([{ DestinationStatus: 'DISABLED' }]);
});

test('a listener is told the changes of its table until it leaves', async () => {
  dynamodb = await startDynamoDb();
  const seen: Change[] = [];
  const leave = dynamodb.service.onChange(TableName, (changes) => seen.push(...changes));
  dynamodb.service.onChange('other', () => expect.unreachable());
  await put(1);
  leave();
  await put(2);
  expect(seen).toMatchObject([
    {
      eventName: 'INSERT',
      keys: { UID: { N: '1' } },
      newImage: { item: { UID: { N: '1' } } },
      oldImage: undefined,
      unchanged: false,
    },
  ]);
});

test('changes for a stream that is not there wait, are said once, and harm nobody', async () => {
  const StreamArn = 'arn:aws:kinesis:us-east-1:000000000000:stream/missing';
  dynamodb = await startDynamoDb({ tables: [{ ...chatTable, KinesisStreamSpecification: { StreamArn } }] });
  await put(1);
  await put(2);
  expect(dynamodb.logged).toEqual([expect.stringContaining('missing')]);
});
