import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  PutMetricDataCommand,
  paginateListMetrics,
} from '@aws-sdk/client-cloudwatch';
import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateQuery,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeDeliveryStreamCommand,
  FirehoseClient,
  ListDeliveryStreamsCommand,
  PutRecordCommand,
} from '@aws-sdk/client-firehose';
import {
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  PutRecordsCommand,
} from '@aws-sdk/client-kinesis';
import { GetFunctionCommand, InvokeCommand, LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  waitUntilObjectExists,
} from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClientStack, startClientStack } from './client-stack.ts';

/** Clients that are given nothing: all they know is the environment. */
interface DefaultClients {
  dynamodb: DynamoDBClient;
  kinesis: KinesisClient;
  firehose: FirehoseClient;
  s3: S3Client;
  lambda: LambdaClient;
  cloudwatch: CloudWatchClient;
}

let stack: ClientStack;
let clients: DefaultClients;

beforeAll(async () => {
  stack = await startClientStack();
  for (const [name, value] of Object.entries(stack.environment)) vi.stubEnv(name, value);
  clients = {
    dynamodb: new DynamoDBClient(),
    kinesis: new KinesisClient(),
    firehose: new FirehoseClient(),
    s3: new S3Client(),
    lambda: new LambdaClient(),
    cloudwatch: new CloudWatchClient(),
  };
});
afterAll(async () => {
  for (const client of Object.values(clients ?? {})) client.destroy();
  vi.unstubAllEnvs();
  await stack?.stop();
});

const message = (UID: number) => ({
  LivestreamID: 'sdk-live',
  UID,
  UserID: 'u',
  Nickname: 'ü',
  Message: 'hello',
  MessageType: 'CHAT',
  CreatedAt: '2026-01-01T00:00:00.000Z',
});
const keyOf = (UID: number) => marshall({ LivestreamID: 'sdk-live', UID });

async function collect<Page, Value>(pages: AsyncIterable<Page>, take: (page: Page) => Value): Promise<Value[]> {
  const values: Value[] = [];
  for await (const page of pages) values.push(take(page));
  return values;
}

describe('the AWS SDK for JavaScript, with nothing but the environment,', () => {
  it('puts, updates, reads and deletes items', async () => {
    const { dynamodb } = clients;
    const TableName = stack.names.table;
    await waitUntilTableExists({ client: dynamodb, maxWaitTime: 30 }, { TableName });
    await dynamodb.send(new PutItemCommand({ TableName, Item: marshall(message(1)) }));
    await dynamodb.send(
      new UpdateItemCommand({
        TableName,
        Key: keyOf(1),
        UpdateExpression: 'SET Message = :m',
        ExpressionAttributeValues: marshall({ ':m': 'changed' }),
      }),
    );
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName, Key: keyOf(1) }));
    expect(unmarshall(Item!)).toEqual({ ...message(1), Message: 'changed' });
    await dynamodb.send(new DeleteItemCommand({ TableName, Key: keyOf(1) }));
    expect((await dynamodb.send(new GetItemCommand({ TableName, Key: keyOf(1) }))).Item).toBeUndefined();
  });

  it('writes batches and transactions, and queries page by page', async () => {
    const { dynamodb } = clients;
    const TableName = stack.names.table;
    const puts = Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: marshall(message(100 + at)) } }));
    const { UnprocessedItems } = await dynamodb.send(
      new BatchWriteItemCommand({ RequestItems: { [TableName]: puts } }),
    );
    expect(UnprocessedItems).toEqual({});
    const TransactItems = [200, 201].map((uid) => ({ Put: { TableName, Item: marshall(message(uid)) } }));
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    const pages = paginateQuery(
      { client: dynamodb, pageSize: 10 },
      {
        TableName,
        KeyConditionExpression: 'LivestreamID = :l',
        ExpressionAttributeValues: marshall({ ':l': 'sdk-live' }),
      },
    );
    const counts = await collect(pages, ({ Count }) => Count!);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(27);
  });

  it('puts records on the stream and reads them', async () => {
    const { kinesis } = clients;
    const StreamName = stack.names.stream;
    const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
    expect(StreamDescriptionSummary?.StreamStatus).toBe('ACTIVE');
    const { Shards } = await kinesis.send(new ListShardsCommand({ StreamName }));
    expect(Shards).toHaveLength(4);
    const Records = [{ Data: Buffer.from('from the SDK'), PartitionKey: 'k' }];
    const answer = await kinesis.send(new PutRecordsCommand({ StreamName, Records }));
    const { ShardId, SequenceNumber } = answer.Records![0]!;
    const iterator = await kinesis.send(
      new GetShardIteratorCommand({
        StreamName,
        ShardId,
        ShardIteratorType: 'AT_SEQUENCE_NUMBER',
        StartingSequenceNumber: SequenceNumber,
      }),
    );
    const read = await kinesis.send(new GetRecordsCommand({ ShardIterator: iterator.ShardIterator }));
    expect(Buffer.from(read.Records![0]!.Data!).toString()).toBe('from the SDK');
  });

  it('describes delivery streams, and is refused puts to a Kinesis-sourced one', async () => {
    const { firehose } = clients;
    const DeliveryStreamName = stack.names.deliveryStream;
    const { DeliveryStreamNames } = await firehose.send(new ListDeliveryStreamsCommand({}));
    expect(DeliveryStreamNames).toContain(DeliveryStreamName);
    const { DeliveryStreamDescription } = await firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName }),
    );
    expect(DeliveryStreamDescription?.DeliveryStreamStatus).toBe('ACTIVE');
    const put = firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('x') } }));
    await expect(put).rejects.toMatchObject({ name: 'InvalidArgumentException' });
  });

  it('puts, heads, lists, reads and deletes objects', async () => {
    const { s3 } = clients;
    const Bucket = stack.names.bucket;
    const keys = ['sdk/a', 'sdk/b c+ü', 'sdk/d'];
    for (const Key of keys) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    await waitUntilObjectExists({ client: s3, maxWaitTime: 30 }, { Bucket, Key: keys[0] });
    const { Body, ChecksumCRC32 } = await s3.send(new GetObjectCommand({ Bucket, Key: keys[1] }));
    expect([await Body!.transformToString(), typeof ChecksumCRC32]).toEqual([keys[1], 'string']);
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: keys[2] }))).ContentLength).toBe(5);
    const pages = paginateListObjectsV2({ client: s3, pageSize: 2 }, { Bucket, Prefix: 'sdk/' });
    const listed = await collect(pages, ({ Contents }) => Contents!.map(({ Key }) => Key));
    expect(listed).toEqual([keys.slice(0, 2), keys.slice(2)]);
    await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: keys.map((Key) => ({ Key })) } }));
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: keys[0] }))).rejects.toThrow(NoSuchKey);
  });

  it('invokes a function and sees the tail of its log', async () => {
    const { lambda } = clients;
    const FunctionName = stack.names.function;
    const listed = await collect(paginateListFunctions({ client: lambda }, {}), ({ Functions }) => Functions!);
    expect(listed.flat().map((each) => each.FunctionName)).toContain(FunctionName);
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration?.Runtime).toBe('nodejs24.x');
    const Payload = JSON.stringify({
      records: [],
      invocationId: 'i',
      deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/d',
      region: 'us-east-1',
    });
    const answer = await lambda.send(new InvokeCommand({ FunctionName, Payload, LogType: 'Tail' }));
    expect(JSON.parse(answer.Payload!.transformToString())).toEqual({ records: [] });
    expect(Buffer.from(answer.LogResult!, 'base64').toString()).toContain('REPORT RequestId: ');
  });

  it('puts and lists metrics, and describes the alarms of the template', async () => {
    const { cloudwatch } = clients;
    const MetricData = [{ MetricName: 'Count', Value: 1 }];
    await cloudwatch.send(new PutMetricDataCommand({ Namespace: 'sdk', MetricData }));
    const listed = await collect(
      paginateListMetrics({ client: cloudwatch }, { Namespace: 'sdk' }),
      ({ Metrics }) => Metrics!,
    );
    expect(listed.flat().map(({ MetricName }) => MetricName)).toEqual(['Count']);
    const { MetricAlarms } = await cloudwatch.send(new DescribeAlarmsCommand({}));
    expect(MetricAlarms!.length).toBeGreaterThan(5);
  });
});
