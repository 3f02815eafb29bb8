import { join } from 'node:path';
import { BatchWriteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  createEventSourceMappings,
  type EventSourceMappings,
} from '../../../local/lambda/event-source-mapping/service.ts';
import { createS3 } from '../../../local/s3/service.ts';
import { answered, report } from '../lambda/event-source-mapping/engine.ts';
import { place, startStreams, TABLE_STREAM_ARN } from './support.ts';

interface StreamEventRecord {
  eventID: string;
  eventSourceARN: string;
  dynamodb: { SequenceNumber: string; Keys: { UID: { N: string } }; NewImage: { Message: { S: string } } };
}

let world: Awaited<ReturnType<typeof startStreams>>;
let s3: ReturnType<typeof createS3>;
let mappings: EventSourceMappings;
let seen: StreamEventRecord[][];

const poisonAt = (records: StreamEventRecord[]) =>
  records.findIndex(({ dynamodb }) => dynamodb.NewImage.Message.S === 'poison');

const open = () =>
  createEventSourceMappings({
    directory: join(world.directory, 'mappings'),
    clock: world.clock,
    ...place,
    streams: world.kinesis,
    tableStreams: world.tableStreams,
    buckets: s3.buckets,
    functions: {
      async invoke(_name, payload) {
        const { Records } = JSON.parse(String(payload)) as { Records: StreamEventRecord[] };
        seen.push(Records);
        const at = poisonAt(Records);
        if (at < 0) return answered();
        const { SequenceNumber: sequenceNumber } = Records[at]!.dynamodb;
        return report({ eventID: '', kinesis: { sequenceNumber, partitionKey: '', data: '' } });
      },
    },
    isDeployed: () => true,
    log: () => {},
  });

beforeEach(async () => {
  world = await startStreams();
  s3 = createS3({ directory: join(world.directory, 's3'), clock: world.clock, region: place.region });
  await s3.createBucket('lake');
  seen = [];
  mappings = open();
});
afterEach(async () => {
  await mappings.close();
  await s3.close();
  await world.stop();
});

const properties = {
  EventSourceArn: TABLE_STREAM_ARN,
  FunctionName: 'ddb-fanout',
  StartingPosition: 'TRIM_HORIZON',
  FunctionResponseTypes: ['ReportBatchItemFailures'],
  BisectBatchOnFunctionError: true,
  MaximumRetryAttempts: 1,
  DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::lake' } },
};
const item = (uid: number, message: string) => ({
  LivestreamID: { S: 'live' },
  UID: { N: String(uid) },
  Message: { S: message },
});
const put = (uid: number, message: string) =>
  world.items.send(new PutItemCommand({ TableName: 'chat', Item: item(uid, message) }));
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await world.clock.advance(500);
}

describe('an event source mapping over the stream of a table', () => {
  it('hands changes to the function, and goes on over a restart of both', async () => {
    await put(1, 'a');
    await mappings.provision(properties);
    await until(() => seen.length === 1);
    expect(seen[0]).toMatchObject([
      { eventName: 'INSERT', eventSourceARN: TABLE_STREAM_ARN, dynamodb: { NewImage: item(1, 'a') } },
    ]);
    await mappings.close();
    await put(2, 'b');
    await world.restart();
    mappings = open();
    await mappings.provision(properties);
    await put(3, 'c');
    await until(() => seen.flat().length === 3);
    expect(seen.flat().map(({ dynamodb }) => dynamodb.Keys.UID.N)).toEqual(['1', '2', '3']);
  });

  it('puts a poison change into the bucket, with the change', async () => {
    const { uuid } = await mappings.provision(properties);
    const messages = ['a', 'b', 'poison', 'c', 'd'];
    const requests = messages.map((message, uid) => ({ PutRequest: { Item: item(uid, message) } }));
    await world.items.send(new BatchWriteItemCommand({ RequestItems: { chat: requests } }));
    await until(() => mappings.list()[0]!.processed === 4 && mappings.list()[0]!.discarded === 1);
    const objects = await s3.buckets.listObjects('lake', `aws/lambda/${uuid}/shardId-`);
    expect(objects.length).toBe(1);
    const record = JSON.parse((await s3.buckets.getObject('lake', objects[0]!.key)).body.toString());
    expect(record).toMatchObject({
      requestContext: { condition: 'RetryAttemptsExhausted' },
      responseContext: { statusCode: 200, functionError: null },
      DDBStreamBatchInfo: {
        batchSize: 1,
        approximateArrivalOfFirstRecord: '2026-07-13T14:00:07Z',
        streamArn: TABLE_STREAM_ARN,
      },
      payload: { Records: [{ dynamodb: { NewImage: item(2, 'poison') } }] },
    });
    expect(record.DDBStreamBatchInfo.startSequenceNumber).toBe(record.payload.Records[0].dynamodb.SequenceNumber);
  });

  it('keeps the order of an item’s changes with a parallelization factor', async () => {
    await mappings.provision({ ...properties, ParallelizationFactor: 10, BatchSize: 3 });
    for (let turn = 0; turn < 5; turn += 1) {
      const requests = Array.from({ length: 20 }, (_, uid) => ({ PutRequest: { Item: item(uid, `turn ${turn}`) } }));
      await world.items.send(new BatchWriteItemCommand({ RequestItems: { chat: requests } }));
    }
    await until(() => seen.flat().length >= 100);
    for (let uid = 0; uid < 20; uid += 1) {
      const turns = seen.flat().filter(({ dynamodb }) => dynamodb.Keys.UID.N === String(uid));
      expect(turns.map(({ dynamodb }) => dynamodb.NewImage.Message.S)).toEqual(
        [0, 1, 2, 3, 4].map((turn) => `turn ${turn}`),
      );
    }
  });

  it('is refused for a stream that is not there, and AT_TIMESTAMP', async () => {
    const gone = { ...properties, EventSourceArn: TABLE_STREAM_ARN.replace('2026', '2025') };
    await expect(mappings.provision(gone)).rejects.toThrow(/^Stream not found: /);
    const timed = { ...properties, StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: 1 };
    await expect(mappings.provision(timed)).rejects.toThrow(
      'Unsupported starting position for stream type: AT_TIMESTAMP',
    );
  });
});
