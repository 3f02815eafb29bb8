import {
  CreateStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type GetShardIteratorCommandInput,
  type KinesisClient,
  PutRecordCommand,
  type PutRecordCommandInput,
  PutRecordsCommand,
  type PutRecordsRequestEntry,
} from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import { useKinesis } from './support.ts';

const start = useKinesis();
const MIB = 1024 * 1024;
const SHARD = 'shardId-000000000000';

async function onDemand(options = {}) {
  const stack = await start(options);
  await stack.client.send(new CreateStreamCommand({ StreamName: 's', StreamModeDetails: { StreamMode: 'ON_DEMAND' } }));
  return stack;
}

const record = (given: Partial<PutRecordsRequestEntry> = {}): PutRecordsRequestEntry => ({
  PartitionKey: 'k',
  Data: Buffer.from('x'),
  ...given,
});

const putOne = (client: KinesisClient, given: Partial<PutRecordCommandInput>) =>
  client.send(
    new PutRecordCommand({ StreamName: 's', ...(record() as { PartitionKey: string; Data: Buffer }), ...given }),
  );

const putMany = (client: KinesisClient, Records: PutRecordsRequestEntry[]) =>
  client.send(new PutRecordsCommand({ StreamName: 's', Records }));

const validation = (message: string) => ({
  name: 'ValidationException',
  message: `1 validation error detected: ${message}`,
});
const invalid = (message: string) => ({ name: 'InvalidArgumentException', message });

describe('PutRecord and PutRecords', () => {
  it('take a record of 1 MiB, key included, and no more', async () => {
    const { client } = await onDemand();
    await putOne(client, { PartitionKey: 'key', Data: Buffer.alloc(MIB - 3) });
    const tooLong = 'failed to satisfy constraint: Member must have length less than or equal to 1048576';
    await expect(putOne(client, { PartitionKey: 'key', Data: Buffer.alloc(MIB - 2) })).rejects.toMatchObject(
      validation(`Value at 'data' ${tooLong}`),
    );
    await expect(putMany(client, [record(), record({ Data: Buffer.alloc(MIB) })])).rejects.toMatchObject(
      validation(`Value at 'records.2.member.data' ${tooLong}`),
    );
  });

  it('take larger records where the stream was created for them', async () => {
    const { client } = await start();
    await client.send(
      new CreateStreamCommand({
        StreamName: 's',
        StreamModeDetails: { StreamMode: 'ON_DEMAND' },
        MaxRecordSizeInKiB: 2048,
      }),
    );
    await putOne(client, { Data: Buffer.alloc(2 * MIB - 1) });
    await expect(putOne(client, { Data: Buffer.alloc(2 * MIB) })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('take 500 records and 10 MiB at once and no more', async () => {
    const { client } = await onDemand();
    await putMany(
      client,
      Array.from({ length: 500 }, () => record()),
    );
    await expect(
      putMany(
        client,
        Array.from({ length: 501 }, () => record()),
      ),
    ).rejects.toMatchObject(
      validation(
        "Value '[...]' at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
      ),
    );
    await expect(putMany(client, [])).rejects.toMatchObject({ name: 'ValidationException' });
    const tenth = record({ Data: Buffer.alloc(MIB - 1) });
    await putMany(
      client,
      Array.from({ length: 10 }, () => tenth),
    );
    await expect(
      putMany(client, [...Array.from({ length: 10 }, () => tenth), record({ Data: Buffer.alloc(0) })]),
    ).rejects.toMatchObject(invalid('Records size exceeds 10 MB limit'));
  });

  it('take partition keys of 1 to 256 characters', async () => {
    const { client } = await onDemand();
    await putOne(client, { PartitionKey: 'я'.repeat(256) });
    await expect(putOne(client, { PartitionKey: 'я'.repeat(257) })).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(
        "at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256",
      ),
    });
    await expect(putOne(client, { PartitionKey: '' })).rejects.toMatchObject(
      validation(
        "Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
      ),
    );
  });

  it('take explicit hash keys below 2^128, written without leading zeros', async () => {
    const { client } = await onDemand();
    await putOne(client, { ExplicitHashKey: '340282366920938463463374607431768211455' });
    const over = '340282366920938463463374607431768211456';
    const refusal = invalid(
      `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${over}`,
    );
    await expect(putOne(client, { ExplicitHashKey: over })).rejects.toMatchObject(refusal);
    await expect(putMany(client, [record(), record({ ExplicitHashKey: over })])).rejects.toMatchObject(refusal);
    await expect(putOne(client, { ExplicitHashKey: '01' })).rejects.toMatchObject(
      validation(
        "Value '01' at 'explicitHashKey' failed to satisfy constraint: Member must satisfy regular expression pattern: 0|([1-9]\\d{0,38})",
      ),
    );
  });

  it('name every member that is missing', async () => {
    const { client } = await onDemand();
    await expect(client.send(new PutRecordCommand({} as PutRecordCommandInput))).rejects.toMatchObject({
      name: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'data' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'partitionKey' failed to satisfy constraint: Member must not be null",
    });
  });

  it('refuse a stream that is not there, by name and by ARN', async () => {
    const { client } = await onDemand();
    await expect(putOne(client, { StreamName: 'other' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Stream other under account 000000000000 not found.',
    });
    const arn = (text: string) => putOne(client, { StreamName: undefined, StreamARN: text });
    await expect(arn('arn:aws:kinesis:us-east-1:000000000000:stream/other')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(arn('arn:aws:kinesis:eu-west-1:000000000000:stream/s')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(arn('arn:aws:s3:::s')).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(putOne(client, { StreamName: undefined })).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await expect(
      putOne(client, { StreamARN: 'arn:aws:kinesis:us-east-1:000000000000:stream/other' }),
    ).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
  });
});

describe('a provisioned shard', () => {
  async function provisioned(ShardCount: number) {
    const stack = await start({ maxAttempts: 1 });
    await stack.client.send(new CreateStreamCommand({ StreamName: 's', ShardCount }));
    return stack;
  }

  it('takes 1,000 records a second and fails the rest one by one', async () => {
    const { client, clock } = await provisioned(1);
    const five = Array.from({ length: 500 }, () => record());
    expect((await putMany(client, five)).FailedRecordCount).toBe(0);
    expect((await putMany(client, five.slice(0, 499))).FailedRecordCount).toBe(0);
    const third = await putMany(client, five.slice(0, 3));
    expect(third.FailedRecordCount).toBe(2);
    expect(third.Records![0]).toMatchObject({ ShardId: SHARD, SequenceNumber: expect.any(String) });
    expect(third.Records![1]).toEqual({
      ErrorCode: 'ProvisionedThroughputExceededException',
      ErrorMessage: 'Rate exceeded for shard shardId-000000000000 in stream s under account 000000000000.',
    });
    await expect(putOne(client, {})).rejects.toMatchObject({ name: 'ProvisionedThroughputExceededException' });
    await clock.advance(1000);
    expect((await putMany(client, five)).FailedRecordCount).toBe(0);
  });

  it('takes 1 MiB a second, each shard for itself', async () => {
    const { client } = await provisioned(2);
    const low = record({ ExplicitHashKey: '0', Data: Buffer.alloc(MIB / 2 - 1) });
    const high = { ...low, ExplicitHashKey: '340282366920938463463374607431768211455' };
    const { Records } = await putMany(client, [low, low, low, high, high, high]);
    expect(Records!.map(({ ErrorCode }) => ErrorCode !== undefined)).toEqual([false, false, true, false, false, true]);
  });

  it('does not throttle on demand', async () => {
    const { client } = await onDemand();
    for (let i = 0; i < 4; i += 1) {
      const Records = Array.from({ length: 500 }, () => record({ ExplicitHashKey: '0', Data: Buffer.alloc(5000) }));
      expect((await putMany(client, Records)).FailedRecordCount).toBe(0);
    }
  });
});

describe('GetShardIterator and GetRecords', () => {
  const ask = (client: KinesisClient, given: Partial<GetShardIteratorCommandInput>) =>
    client.send(
      new GetShardIteratorCommand({ StreamName: 's', ShardId: SHARD, ShardIteratorType: 'TRIM_HORIZON', ...given }),
    );
  const either = (rest: string) =>
    invalid(
      'Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and StartingSequenceNumber or ' +
        `(2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. Request specified ${rest}`,
    );

  it('refuse positions that do not fit together', async () => {
    const { client, clock } = await onDemand();
    await expect(ask(client, { ShardIteratorType: 'AT_SEQUENCE_NUMBER' })).rejects.toMatchObject(
      either('AT_SEQUENCE_NUMBER and no StartingSequenceNumber.'),
    );
    await expect(ask(client, { ShardIteratorType: 'LATEST', StartingSequenceNumber: '5' })).rejects.toMatchObject(
      either('LATEST and also a StartingSequenceNumber.'),
    );
    await expect(ask(client, { ShardIteratorType: 'AT_TIMESTAMP' })).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
    await expect(
      ask(client, { ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date(clock.now() + 1) }),
    ).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringContaining('cannot be greater than the currentTimestampInMillis'),
    });
    await expect(ask(client, { ShardIteratorType: 'SIDEWAYS' as 'LATEST' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });

  it('refuse sequence numbers of other shards, of other streams and of no record', async () => {
    const { client, clock } = await onDemand();
    const at = (StartingSequenceNumber: string, given: Partial<GetShardIteratorCommandInput> = {}) =>
      ask(client, { ShardIteratorType: 'AT_SEQUENCE_NUMBER', StartingSequenceNumber, ...given });
    const { SequenceNumber } = await putOne(client, { ExplicitHashKey: '0' });
    await at(SequenceNumber!);
    await expect(at(SequenceNumber!, { ShardId: 'shardId-000000000001' })).rejects.toMatchObject(
      invalid(
        'Invalid StartingSequenceNumber. It encodes shardId-000000000000, while it was used in a call to a shard with shardId-000000000001',
      ),
    );
    await expect(at('5')).rejects.toMatchObject({
      name: 'InvalidArgumentException',
      message: expect.stringMatching(/ is invalid\.$/),
    });
    await expect(at(String(BigInt(SequenceNumber!) + 1n))).rejects.toMatchObject({ name: 'InvalidArgumentException' });
    await expect(at(String(BigInt(SequenceNumber!) + 10n ** 20n))).rejects.toMatchObject({
      name: 'InvalidArgumentException',
    });
    await clock.advance(1);
    await client.send(new CreateStreamCommand({ StreamName: 't', ShardCount: 1 }));
    await expect(at(SequenceNumber!, { StreamName: 't' })).rejects.toMatchObject({
      message: expect.stringContaining('is invalid because it did not come from this stream.'),
    });
  });

  it('refuse shards that are not there, and know the spellings that AWS knows', async () => {
    const { client } = await onDemand();
    await ask(client, { ShardId: 'shard-3' });
    await expect(ask(client, { ShardId: 'shardId-000000000004' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: 'Shard shardId-000000000004 in stream s under account 000000000000 does not exist',
    });
    await expect(ask(client, { ShardId: 'nonsense' })).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('refuse a Limit outside 1 to 10,000', async () => {
    const { client } = await onDemand();
    const { ShardIterator } = await ask(client, {});
    for (const Limit of [0, 10_001]) {
      await expect(client.send(new GetRecordsCommand({ ShardIterator, Limit }))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
  });
});
