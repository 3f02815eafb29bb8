import {
  BatchWriteItemCommand,
  DeleteItemCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-dynamodb-streams';
import { expect } from 'vitest';
import { type TestTable, withTable } from './dynamodb-table.ts';
import { eventually } from './eventually.ts';
import { type TestStream, withStream } from './kinesis-stream.ts';
import { CAPTURED, dynamodbApi, TABLE_TO_STREAM, TTL_STREAMS } from './pages.ts';
import { notSeen, openQuestion, type Row } from './row.ts';
import type { Target } from './target.ts';

interface Change {
  partitionKey: string;
  record: {
    eventID: string;
    eventName: string;
    userIdentity: unknown;
    dynamodb: Record<string, unknown> & { Keys: unknown; NewImage?: unknown; OldImage?: unknown };
  } & Record<string, unknown>;
}

interface Captured {
  table: TestTable;
  /** The changes so far, once there are as many; the last write marks that no more are to come. */
  changes(count: number): Promise<Change[]>;
}

type Precision = 'MILLISECOND' | 'MICROSECOND';

const key = (id: string) => ({ pk: { S: id }, sk: { N: '1' } });
const item = (id: string, text = 'a') => ({ ...key(id), text: { S: text } });

const captured = <Result>(
  target: Target,
  use: (captured: Captured) => Promise<Result>,
  precision?: Precision,
): Promise<Result> =>
  withStream(target, (stream) =>
    withTable(target, async (table) => {
      await table.streamTo(stream.arn, precision);
      return use({ table, changes: (count) => changesOf(stream, count) });
    }),
  );

const changesOf = async (stream: TestStream, count: number): Promise<Change[]> =>
  (await stream.records(count)).map(({ Data, PartitionKey }) => ({
    partitionKey: PartitionKey!,
    record: JSON.parse(Buffer.from(Data!).toString()),
  }));

/** The first record of a table's own stream. */
const streamRecord = (target: Target, write: (table: TestTable) => Promise<unknown>) =>
  withTable(
    target,
    async (table) => {
      const { Table } = await target.dynamodb.send(new DescribeTableCommand({ TableName: table.name }));
      const StreamArn = Table!.LatestStreamArn!;
      await write(table);
      return eventually(target, async () => {
        const { StreamDescription } = await target.dynamodbStreams.send(new DescribeStreamCommand({ StreamArn }));
        const shard = { StreamArn, ShardId: StreamDescription!.Shards![0]!.ShardId! };
        const { ShardIterator } = await target.dynamodbStreams.send(
          new GetShardIteratorCommand({ ...shard, ShardIteratorType: 'TRIM_HORIZON' }),
        );
        return (await target.dynamodbStreams.send(new GetRecordsCommand({ ShardIterator }))).Records?.[0];
      });
    },
    { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' } },
  );

/** The change that these writes make, and no other. A last write that shows that nothing else came is left out. */
async function onlyChange(target: Target, write: (table: TestTable) => Promise<unknown>): Promise<Change[]> {
  return captured(target, async ({ table, changes }) => {
    await table.put(item('kept'));
    await write(table);
    await table.put(item('last'));
    const all = await changes(2);
    return all.filter(({ record }) => JSON.stringify(record.dynamodb.Keys) !== JSON.stringify(key('last'))).slice(1);
  });
}

const makesNothing = (what: string, write: (target: Target, table: TestTable) => Promise<unknown>): Row => ({
  statement: `${what} emits nothing`,
  mark: 'C',
  source: CAPTURED,
  async check(target) {
    expect(await onlyChange(target, (table) => write(target, table))).toEqual([]);
  },
});

export const tableToStreamRows: Row[] = [
  {
    statement:
      'A change is one JSON record with AWS region, eventID, eventName, userIdentity, recordFormat, tableName, dynamodb, eventSource',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      captured(target, async ({ table, changes }) => {
        const putMs = target.now();
        await table.put(item('a'));
        const [change] = await changes(1);
        const { dynamodb, ...envelope } = change!.record;
        expect(envelope).toEqual({
          awsRegion: target.config.region,
          eventID: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
          eventName: 'INSERT',
          userIdentity: null,
          recordFormat: 'application/json',
          tableName: table.name,
          eventSource: 'aws:dynamodb',
        });
        expect(dynamodb).toEqual({
          ApproximateCreationDateTime: expect.any(Number),
          Keys: key('a'),
          NewImage: item('a'),
          SizeBytes: expect.any(Number),
        });
        expect(Math.abs((dynamodb.ApproximateCreationDateTime as number) - putMs)).toBeLessThan(300_000);
      }),
  },
  {
    statement: 'INSERT has the new image, MODIFY both, REMOVE the old one',
    mark: 'D',
    source: TABLE_TO_STREAM,
    check: (target) =>
      captured(target, async ({ table, changes }) => {
        await table.put(item('a', 'one'));
        await table.put(item('a', 'two'));
        await target.dynamodb.send(new DeleteItemCommand({ TableName: table.name, Key: key('a') }));
        const seen = (await changes(3)).map(({ record: { eventName, dynamodb } }) => [
          eventName,
          dynamodb.NewImage,
          dynamodb.OldImage,
        ]);
        expect(seen).toEqual([
          ['INSERT', item('a', 'one'), undefined],
          ['MODIFY', item('a', 'two'), item('a', 'one')],
          ['REMOVE', undefined, item('a', 'two')],
        ]);
      }),
  },
  {
    statement: 'By default times are milliseconds and the precision is not named',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      captured(target, async ({ table, changes }) => {
        await table.put(item('a'));
        const [{ record }] = (await changes(1)) as [Change];
        expect(String(record.dynamodb.ApproximateCreationDateTime)).toMatch(/^\d{13}$/);
        expect(record.dynamodb).not.toHaveProperty('ApproximateCreationDateTimePrecision');
      }),
  },
  {
    statement: 'Set to MICROSECOND, times are microseconds and the precision is named',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      captured(
        target,
        async ({ table, changes }) => {
          await table.put(item('a'));
          const [{ record }] = (await changes(1)) as [Change];
          expect(String(record.dynamodb.ApproximateCreationDateTime)).toMatch(/^\d{16}$/);
          expect(record.dynamodb.ApproximateCreationDateTimePrecision).toBe('MICROSECOND');
        },
        'MICROSECOND',
      ),
  },
  {
    statement: 'The destination is described with its stream, status and precision',
    mark: 'D',
    source: dynamodbApi('DescribeKinesisStreamingDestination'),
    check: (target) =>
      withStream(target, (stream) =>
        withTable(target, async (table) => {
          await table.streamTo(stream.arn, 'MICROSECOND');
          const answer = await target.dynamodb.send(
            new DescribeKinesisStreamingDestinationCommand({ TableName: table.name }),
          );
          expect(answer.KinesisDataStreamDestinations).toMatchObject([
            { StreamArn: stream.arn, DestinationStatus: 'ACTIVE', ApproximateCreationDateTimePrecision: 'MICROSECOND' },
          ]);
        }),
      ),
  },
  {
    statement: 'Duplicates and reordering are documented: each change has an eventID of its own',
    mark: 'D',
    source: TABLE_TO_STREAM,
    check: (target) =>
      captured(target, async ({ table, changes }) => {
        for (const text of ['1', '2', '3', '4']) await table.put(item('a', text));
        const ids = (await changes(4)).map(({ record }) => record.eventID);
        expect(new Set(ids).size).toBe(4);
        return ids.length === 4 ? 'seen: each once' : `seen: ${ids.length - 4} repeated`;
      }),
  },
  openQuestion({
    statement: 'Binary values arrive in base64 encoded once or, by one capture, twice',
    source: CAPTURED,
    behaviours: [
      ['once', {}],
      ['twice', { binaryInChanges: 'base64-twice' }],
    ],
    observe: (target) =>
      captured(target, async ({ table, changes }) => {
        const bytes = Buffer.from([0, 255, 7]);
        await table.put({ ...item('a'), bytes: { B: bytes }, deep: { M: { list: { L: [{ BS: [bytes] }] } } } });
        const [{ record }] = (await changes(1)) as [Change];
        const { bytes: shallow, deep } = record.dynamodb.NewImage as {
          bytes: { B: string };
          deep: { M: { list: { L: [{ BS: [string] }] } } };
        };
        const text = shallow.B;
        expect(deep.M.list.L[0].BS[0]).toBe(text);
        const once = bytes.toString('base64');
        expect([once, Buffer.from(once).toString('base64')]).toContain(text);
        return text === once ? 'once' : 'twice';
      }),
  }),
  {
    statement:
      'DynamoDB Streams events differ: eventVersion, eventSourceARN, SequenceNumber, StreamViewType, seconds, no tableName',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const record = await streamRecord(target, (table) => table.put(item('a')));
      expect(record).toMatchObject({ eventName: 'INSERT', eventSource: 'aws:dynamodb' });
      expect(record.eventVersion).toMatch(/^1\.\d$/);
      expect(record).not.toHaveProperty('tableName');
      expect(record.dynamodb).toMatchObject({
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        Keys: key('a'),
        NewImage: item('a'),
      });
      expect(record.dynamodb!.SequenceNumber).toMatch(/^\d{21,40}$/);
      expect(record.dynamodb!.ApproximateCreationDateTime!.getTime() % 1000).toBe(0);
      return 'eventSourceARN is for Lambda alone';
    },
  },
  {
    statement: 'A TTL removal has userIdentity {type Service, principalId dynamodb.amazonaws.com} and the old image',
    mark: 'D',
    source: TTL_STREAMS,
    async check(target) {
      if (!target.configured) return notSeen('takes up to days');
      await captured(target, async ({ table, changes }) => {
        const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };
        await target.dynamodb.send(new UpdateTimeToLiveCommand({ TableName: table.name, TimeToLiveSpecification }));
        const expires = { N: String(Math.floor(target.now() / 1000) - 60) };
        await table.put({ ...item('a'), expires });
        const { record } = (await changes(2))[1]!;
        expect(record.eventName).toBe('REMOVE');
        expect(record.userIdentity).toEqual({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
        expect(record.dynamodb.OldImage).toEqual({ ...item('a'), expires });
      });
      return undefined;
    },
  },
  {
    statement: 'The Kinesis partition key is an opaque text of 32 hexadecimal digits, another one per item key',
    mark: 'C',
    source: CAPTURED,
    check: (target) =>
      captured(target, async ({ table, changes }) => {
        for (const id of ['a', 'b', 'a', 'c']) await table.put(item(id, `${id}${Math.random()}`));
        const keyOf = new Map<string, Set<string>>();
        for (const { partitionKey, record } of await changes(4)) {
          expect(partitionKey).toMatch(/^[0-9A-Fa-f]{32}$/);
          const id = JSON.stringify(record.dynamodb.Keys);
          keyOf.set(id, (keyOf.get(id) ?? new Set()).add(partitionKey));
        }
        expect([...keyOf.values()].map(({ size }) => size)).toEqual([1, 1, 1]);
        expect(new Set([...keyOf.values()].flatMap((keys) => [...keys])).size).toBe(3);
      }),
  },
  makesNothing('A Put that changes nothing', (_, table) => table.put(item('kept'))),
  makesNothing('An Update that changes nothing', ({ dynamodb }, { name }) =>
    dynamodb.send(
      new UpdateItemCommand({
        TableName: name,
        Key: key('kept'),
        UpdateExpression: 'SET #t = :a',
        ExpressionAttributeNames: { '#t': 'text' },
        ExpressionAttributeValues: { ':a': { S: 'a' } },
      }),
    ),
  ),
  makesNothing('A BatchWrite that changes nothing', ({ dynamodb }, { name }) =>
    dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [name]: [{ PutRequest: { Item: item('kept') } }] } })),
  ),
  makesNothing('A delete of an absent key', ({ dynamodb }, { name }) =>
    dynamodb.send(new DeleteItemCommand({ TableName: name, Key: key('absent') })),
  ),
  {
    statement: 'An identical Put inside TransactWriteItems emits a MODIFY with equal images',
    mark: 'C',
    source: CAPTURED,
    async check(target) {
      const changes = await onlyChange(target, ({ name }) =>
        target.dynamodb.send(
          new TransactWriteItemsCommand({ TransactItems: [{ Put: { TableName: name, Item: item('kept') } }] }),
        ),
      );
      expect(
        changes.map(({ record: { eventName, dynamodb } }) => [eventName, dynamodb.NewImage, dynamodb.OldImage]),
      ).toEqual([['MODIFY', item('kept'), item('kept')]]);
    },
  },
];
