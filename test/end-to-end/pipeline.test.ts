import { join } from 'node:path';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { BatchWriteItemCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeDeliveryStreamCommand, FirehoseClient, PutRecordCommand } from '@aws-sdk/client-firehose';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLakeOn } from '../../cli/lake-of.ts';
import { chatMessage } from '../../cli/workload/messages.ts';
import { createRandom } from '../../local/random.ts';
import { type StackUnderTest, settled, startStackUnderTest } from '../support/local-stack.ts';

/** Tests of one stack build on each other's writes: each waits for the sum so far. */
let under: StackUnderTest;
let written = 0;
const table = 'tributary-dev-chat-messages';
const bucket = 'tributary-dev-lake-000000000000-us-east-1';

beforeAll(async () => {
  under = await startStackUnderTest();
});
afterAll(() => under?.discard());

async function query(sql: string): Promise<unknown[][]> {
  const { stack, dataDirectory } = under;
  const lake = await openLakeOn(stack.resources, join(dataDirectory, 's3'), stack.clock.now);
  try {
    return (await lake.query(sql)).rows;
  } finally {
    await lake.close();
  }
}

async function write(send: (client: DynamoDBClient) => Promise<unknown>, changes: number): Promise<void> {
  const client = new DynamoDBClient(under.client);
  await send(client);
  client.destroy();
  written += changes;
  await settled(under.stack, written);
}

describe('from the table to the lake, through the AWS SDK', () => {
  const random = createRandom(25);
  const items = Array.from({ length: 25 }, (_, serial) => chatMessage('live-25', serial, random));

  it('25 items in give 25 rows out, in both layouts', async () => {
    const RequestItems = { [table]: items.map((Item) => ({ PutRequest: { Item } })) };
    await write((client) => client.send(new BatchWriteItemCommand({ RequestItems })), 25);
    expect(
      await query("SELECT count(*), count(DISTINCT uid) FROM chat_by_livestream WHERE livestreamid = 'live-25'"),
    ).toEqual([[25n, 25n]]);
    expect(await query('SELECT count(*), count(DISTINCT uid) FROM chat_by_time')).toEqual([[25n, 25n]]);
  });

  it('the rows carry the items’ values exactly', async () => {
    const rows = await query(
      'SELECT livestreamid, uid, userid, nickname, message, messagetype, createdat FROM chat_by_time ORDER BY uid',
    );
    expect(rows).toEqual(
      items.map(({ LivestreamID, UID, UserID, Nickname, Message, MessageType, CreatedAt }) => [
        LivestreamID?.S,
        BigInt(UID?.N ?? ''),
        UserID?.S,
        Nickname?.S,
        Message?.S,
        MessageType?.S,
        CreatedAt?.S,
      ]),
    );
  });

  it('an identical put changes nothing and adds no row; an edit and a removal add one each', async () => {
    const [first, second] = items;
    await write(async (client) => {
      await client.send(new PutItemCommand({ TableName: table, Item: first }));
      await client.send(new PutItemCommand({ TableName: table, Item: { ...first, Message: { S: 'edited' } } }));
      await client.send(
        new DeleteItemCommand({ TableName: table, Key: { LivestreamID: second!.LivestreamID!, UID: second!.UID! } }),
      );
    }, 2);
    expect(await query('SELECT eventname, count(*) FROM chat_by_time GROUP BY 1 ORDER BY 1')).toEqual([
      ['INSERT', 25n],
      ['MODIFY', 1n],
      ['REMOVE', 1n],
    ]);
  });

  it('the view shows the newest state and hides what was removed', async () => {
    expect(await query('SELECT count(*) FROM chat_messages_current')).toEqual([[24n]]);
    expect(await query("SELECT count(*) FROM chat_messages_current WHERE message = 'edited'")).toEqual([[1n]]);
  });

  it('a bad item goes to the error prefix of both delivery streams as it came, its good neighbours to the lake', async () => {
    const [good, bad] = [chatMessage('live-26', 26, random), chatMessage('live-26', 27, random)];
    const RequestItems = {
      [table]: [{ PutRequest: { Item: good } }, { PutRequest: { Item: { ...bad, MessageType: { S: 'SHOUT' } } } }],
    };
    await write((client) => client.send(new BatchWriteItemCommand({ RequestItems })), 2);
    expect(await query("SELECT uid FROM chat_by_livestream WHERE livestreamid = 'live-26'")).toEqual([
      [BigInt(good.UID?.N ?? '')],
    ]);
    const s3 = new S3Client(under.client);
    for (const stream of ['chat-by-livestream', 'chat-by-time']) {
      const Prefix = `errors/${stream}/processing-failed/`;
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix }));
      expect(Contents).toHaveLength(1);
      const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: Contents[0]!.Key! }));
      const { rawData, ...error } = JSON.parse((await object.Body?.transformToString()) ?? '');
      expect(error).toMatchObject({ attemptsMade: 1, errorCode: 'Lambda.ProcessingFailedStatus' });
      expect(JSON.parse(Buffer.from(rawData, 'base64').toString()).dynamodb.NewImage.MessageType).toEqual({
        S: 'SHOUT',
      });
    }
    s3.destroy();
  });

  it('the alarm on failed records fires for both delivery streams', async () => {
    under.stack.cloudwatch.evaluateNow();
    const client = new CloudWatchClient(under.client);
    const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNamePrefix: 'tributary-dev-' }));
    client.destroy();
    const names = MetricAlarms.map(({ AlarmName }) => AlarmName).filter((name) => name?.endsWith('-processing-failed'));
    expect(names).toHaveLength(2);
    // It is over a minute after the failure, which here is a second: what counts is that it rang.
    const rang = under.events.flatMap((event) =>
      event.type === 'alarm' && event.to === 'ALARM' ? [event.alarmName] : [],
    );
    expect(rang).toEqual(expect.arrayContaining(names));
  });

  it('Firehose describes the delivery streams and takes no puts beside their Kinesis source', async () => {
    const client = new FirehoseClient(under.client);
    const DeliveryStreamName = 'tributary-dev-chat-by-time';
    const { DeliveryStreamDescription } = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName }));
    expect(DeliveryStreamDescription?.DeliveryStreamStatus).toBe('ACTIVE');
    await expect(
      client.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data: Buffer.from('x') } })),
    ).rejects.toThrow('This operation is not permitted on KinesisStreamAsSource delivery stream type.');
    client.destroy();
  });
});
