import { describe, expect, it } from 'vitest';
import {
  answered,
  createEngine,
  FUNCTION_ARN,
  type HandedRecord,
  MAPPING_ID,
  ROLE_ARN,
  report,
  STREAM_ARN,
  textOf,
  threw,
} from './engine.ts';

const minute = 60_000;
const texts = (count: number, from = 1) => Array.from({ length: count }, (_, index) => `r${from + index}`);
const poison = (records: HandedRecord[]) => records.some((record) => textOf(record).includes('poison'));
function createGate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}
const never = () => new Promise<never>(() => {});

describe('batches', () => {
  it('hand over what is there, up to the batch size, one after the other', async () => {
    const { mapping, put, calls, clock } = createEngine({ BatchSize: 3 });
    put(...texts(7));
    await mapping.start();
    await clock.advance(0);
    expect(calls.map((call) => call.texts)).toEqual([['r1', 'r2', 'r3'], ['r4', 'r5', 'r6'], ['r7']]);
    mapping.close();
  });

  it('wait for more until the batching window has passed', async () => {
    const { mapping, put, calls, clock } = createEngine({ BatchSize: 5, MaximumBatchingWindowInSeconds: 10 });
    await mapping.start();
    put('r1');
    await clock.advance(4000);
    put('r2');
    await clock.advance(5999);
    expect(calls).toEqual([]);
    await clock.advance(1);
    expect(calls).toEqual([{ atMs: 10_000, texts: ['r1', 'r2'] }]);
    put(...texts(5, 3));
    await clock.advance(1000);
    expect(calls[1]?.texts).toEqual(texts(5, 3));
    mapping.close();
  });

  it('stay within 6 MB', async () => {
    const { mapping, calls, clock, stream } = createEngine({ BatchSize: 100 });
    for (let at = 0; at < 7; at += 1) stream.put('shardId-000000000000', Buffer.alloc(1_000_000, 'x'));
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts.length)).toEqual([4, 2, 1]);
    mapping.close();
  });

  it('of one key come in order, those of others beside them, with a parallelization factor', async () => {
    let open = 0;
    let most = 0;
    const { mapping, put, calls, clock } = createEngine({ BatchSize: 1, ParallelizationFactor: 4 }, async () => {
      most = Math.max(most, ++open);
      await new Promise<void>((resolve) => void clock.after(1000, resolve));
      open -= 1;
      return answered();
    });
    const keys = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
    put(...[1, 2, 3].flatMap((turn) => keys.map((key) => `${key}:${turn}`)));
    await mapping.start();
    await clock.advance(minute);
    expect(most).toBe(4);
    const seen = calls.flatMap((call) => call.texts);
    for (const key of keys) {
      expect(seen.filter((text) => text.startsWith(key))).toEqual([`${key}:1`, `${key}:2`, `${key}:3`]);
    }
    expect(mapping.status()).toMatchObject({ read: 24, processed: 24, pending: 0 });
    mapping.close();
  });

  it('look as they do on AWS', async () => {
    const seen: unknown[] = [];
    const { mapping, put, clock } = createEngine({}, (records) => {
      seen.push(records);
      return answered();
    });
    put('key:é');
    await mapping.start();
    await clock.advance(0);
    const sequenceNumber = '1'.padStart(56, '0');
    expect(seen).toEqual([
      [
        {
          kinesis: {
            kinesisSchemaVersion: '1.0',
            partitionKey: 'key',
            sequenceNumber,
            data: Buffer.from('key:é').toString('base64'),
            approximateArrivalTimestamp: Date.UTC(2026, 6, 13, 14) / 1000,
          },
          eventSource: 'aws:kinesis',
          eventVersion: '1.0',
          eventID: `shardId-000000000000:${sequenceNumber}`,
          eventName: 'aws:kinesis:record',
          invokeIdentityArn: ROLE_ARN,
          awsRegion: 'us-east-1',
          eventSourceARN: STREAM_ARN,
        },
      ],
    ]);
    mapping.close();
  });
});

describe('the starting position', () => {
  it('TRIM_HORIZON takes what is there, LATEST what comes, AT_TIMESTAMP what came since', async () => {
    for (const [properties, expected] of [
      [{ StartingPosition: 'TRIM_HORIZON' }, ['old', 'mid', 'new']],
      [{ StartingPosition: 'LATEST' }, ['new']],
      [
        { StartingPosition: 'AT_TIMESTAMP', StartingPositionTimestamp: Date.UTC(2026, 6, 13, 14) / 1000 + 30 },
        ['mid', 'new'],
      ],
    ] as const) {
      const { mapping, put, calls, clock } = createEngine(properties);
      put('old');
      await clock.advance(minute);
      put('mid');
      await mapping.start();
      put('new');
      await clock.advance(minute);
      expect(calls.flatMap((call) => call.texts)).toEqual(expected);
      mapping.close();
    }
  });

  it('counts once: a restart goes on behind the checkpoint, also for LATEST', async () => {
    const { mapping, again, put, calls, clock, state } = createEngine({ StartingPosition: 'LATEST' });
    await mapping.start();
    put('r1');
    await clock.advance(minute);
    await mapping.stop(never());
    put('r2');
    expect(state.checkpoints).toEqual({ 'shardId-000000000000': { after: '1'.padStart(56, '0') } });
    const second = again();
    await second.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([['r1'], ['r2']]);
    second.close();
  });
});

describe('shards', () => {
  it('are read after their parents are processed, not just read', async () => {
    const gate = createGate();
    const { mapping, put, calls, clock, stream, state } = createEngine({ BatchSize: 1 }, async (_records, call) => {
      if (call === 1) await gate.opened;
      return answered();
    });
    put('parent');
    stream.split('shardId-000000000000');
    stream.put('shardId-000000000001', Buffer.from('child'));
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([['parent']]);
    gate.open();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([['parent'], ['child']]);
    expect(state.checkpoints).toMatchObject({ 'shardId-000000000000': 'SHARD_END' });
    mapping.close();
  });

  it('that cannot be read are tried again', async () => {
    const { mapping, put, calls, clock, stream, logged } = createEngine();
    await mapping.start();
    stream.gone = true;
    put('r1');
    await clock.advance(minute);
    expect(calls).toEqual([]);
    expect(logged[0]).toMatch(/no such stream/);
    stream.gone = false;
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([['r1']]);
    mapping.close();
  });
});

describe('a function that throws', () => {
  it('gets the whole batch again, and it blocks its shard for as long as retries are unlimited', async () => {
    const { mapping, put, calls, clock } = createEngine({ BatchSize: 2 }, () => threw);
    put('r1', 'poison', 'r3');
    await mapping.start();
    await clock.advance(60 * minute);
    expect(calls.length).toBeGreaterThan(100);
    expect(new Set(calls.map((call) => call.texts.join()))).toEqual(new Set(['r1,poison']));
    expect(mapping.status()).toMatchObject({ processed: 0, pending: 3, lastResult: 'PROBLEM: Function call failed' });
    mapping.close();
  });

  it('gets it MaximumRetryAttempts more times; then the destination has its records, and the shard goes on', async () => {
    const { mapping, put, calls, objects, clock } = createEngine(
      { BatchSize: 2, MaximumRetryAttempts: 2 },
      (records) => (poison(records) ? threw : answered()),
    );
    put('r1', 'poison', 'r3');
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts.join())).toEqual(['r1,poison', 'r1,poison', 'r1,poison', 'r3']);
    const [[key, body] = ['', '']] = objects;
    expect(key).toMatch(
      new RegExp(`^aws/lambda/${MAPPING_ID}/shardId-000000000000/2026/07/13/2026-07-13T14\\.00\\.01-id-\\d+$`),
    );
    expect(JSON.parse(body)).toMatchObject({
      requestContext: {
        requestId: expect.any(String),
        functionArn: FUNCTION_ARN,
        condition: 'RetryAttemptsExhausted',
        approximateInvokeCount: 3,
      },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      version: '1.0',
      timestamp: '2026-07-13T14:00:01.500Z',
      KinesisBatchInfo: {
        shardId: 'shardId-000000000000',
        startSequenceNumber: '1'.padStart(56, '0'),
        endSequenceNumber: '2'.padStart(56, '0'),
        approximateArrivalOfFirstRecord: '2026-07-13T14:00:00.000Z',
        approximateArrivalOfLastRecord: '2026-07-13T14:00:00.000Z',
        batchSize: 2,
        streamArn: STREAM_ARN,
      },
    });
    expect(JSON.parse(body).payload.Records.map(textOf)).toEqual(['r1', 'poison']);
    expect(mapping.status()).toMatchObject({ read: 3, processed: 1, discarded: 2, pending: 0 });
    mapping.close();
  });

  it('finds its poison record alone by bisection, which costs no retries', async () => {
    const { mapping, put, calls, objects, clock } = createEngine(
      { MaximumRetryAttempts: 1, BisectBatchOnFunctionError: true },
      (records) => (poison(records) ? threw : answered()),
    );
    put('r1', 'r2', 'poison', 'r4', 'r5');
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts.join())).toEqual([
      'r1,r2,poison,r4,r5',
      'r1,r2,poison',
      'r1,r2',
      'poison',
      'poison',
      'r4,r5',
    ]);
    expect([...objects.values()].map((body) => JSON.parse(body).payload.Records.map(textOf))).toEqual([['poison']]);
    mapping.close();
  });

  it('does not see records again that are older than MaximumRecordAgeInSeconds', async () => {
    const { mapping, put, calls, objects, clock } = createEngine(
      { BatchSize: 2, MaximumRecordAgeInSeconds: 60 },
      (records) => (poison(records) ? threw : answered()),
    );
    put('old');
    await clock.advance(2 * minute);
    put('poison');
    await mapping.start();
    await clock.advance(5 * minute);
    put('r3');
    await clock.advance(minute);
    expect(calls[0]?.texts).toEqual(['poison']);
    expect(calls.at(-1)?.texts).toEqual(['r3']);
    const records = [...objects.values()].map((body) => JSON.parse(body));
    expect(records.map((record) => record.payload.Records.map(textOf))).toEqual([['old'], ['poison']]);
    for (const record of records) {
      expect(record.requestContext).toMatchObject({ condition: 'RecordAgeExceeded', approximateInvokeCount: 1 });
      expect(record).not.toHaveProperty('responseContext');
    }
    mapping.close();
  });

  it('loses records to the stream’s retention at last, and they reach the destination', async () => {
    const { mapping, put, objects, clock, stream } = createEngine({}, (records) =>
      poison(records) ? threw : answered(),
    );
    put('poison');
    await mapping.start();
    await clock.advance(minute);
    stream.trim('shardId-000000000000');
    put('r2');
    await clock.advance(minute);
    expect([...objects.values()].map((body) => JSON.parse(body).requestContext.condition)).toEqual([
      'RecordAgeExceeded',
    ]);
    expect(mapping.status()).toMatchObject({ processed: 1, discarded: 1, pending: 0 });
    mapping.close();
  });

  it('without a destination loses what is given up', async () => {
    const { mapping, put, objects, clock } = createEngine(
      { MaximumRetryAttempts: 0, DestinationConfig: {} },
      () => threw,
    );
    put('poison');
    await mapping.start();
    await clock.advance(minute);
    expect(objects.size).toBe(0);
    expect(mapping.status()).toMatchObject({ discarded: 1, pending: 0 });
    mapping.close();
  });
});

describe('a function that cannot be invoked', () => {
  it('is tried again without using up retries', async () => {
    const { mapping, put, calls, objects, clock } = createEngine({ MaximumRetryAttempts: 0 }, (_records, call) => {
      if (call < 4) throw new Error('TooManyRequestsException');
      return answered();
    });
    put('r1');
    await mapping.start();
    await clock.advance(minute);
    expect(calls.length).toBe(4);
    expect(objects.size).toBe(0);
    mapping.close();
  });
});

describe('ReportBatchItemFailures', () => {
  const reporting = { FunctionResponseTypes: ['ReportBatchItemFailures'], MaximumRetryAttempts: 2 };

  it('takes the lowest failure for the checkpoint and hands over again what begins there', async () => {
    const { mapping, put, calls, clock, state } = createEngine(reporting, (records, call) =>
      call === 1 ? report(records[3]!, records[1]!) : answered({ batchItemFailures: [] }),
    );
    put(...texts(4));
    await mapping.start();
    await clock.advance(0);
    expect(state.checkpoints).toEqual({ 'shardId-000000000000': { after: '1'.padStart(56, '0') } });
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([texts(4), texts(3, 2)]);
    expect(mapping.status()).toMatchObject({ processed: 4, discarded: 0 });
    mapping.close();
  });

  it.each([[null], [''], [[]], [{}], [{ batchItemFailures: [] }], [{ batchItemFailures: null }]])(
    'takes %j for success',
    async (answer) => {
      const { mapping, put, calls, clock } = createEngine(reporting, () => answered(answer));
      put('r1', 'r2');
      await mapping.start();
      await clock.advance(minute);
      expect(calls.length).toBe(1);
      expect(mapping.status()).toMatchObject({ processed: 2, lastResult: 'OK' });
      mapping.close();
    },
  );

  it.each(
    [
      { batchItemFailures: [{ itemIdentifier: '' }] },
      { batchItemFailures: [{ itemIdentifier: null }] },
      { batchItemFailures: [{ foo: '1' }] },
      { batchItemFailures: [{ itemIdentifier: '999' }] },
      { batchItemFailures: ['1'] },
      { batchItemFailures: [null] },
      { batchItemFailures: 'all' },
      'done',
      7,
      [1],
    ].map((answer) => [answer]),
  )('takes %j for a failure of the whole batch', async (answer) => {
    const { mapping, put, calls, clock, objects } = createEngine(reporting, () => answered(answer));
    put('r1', 'r2');
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([texts(2), texts(2), texts(2)]);
    expect(JSON.parse([...objects.values()][0]!).responseContext.functionError).toBeNull();
    mapping.close();
  });

  it('does not give the quota back to a batch that shrinks', async () => {
    const { mapping, put, calls, clock, objects } = createEngine(reporting, (records) => {
      const index = records.findIndex((record) => textOf(record) === 'poison');
      return index < 0 ? answered() : report(records[index]!);
    });
    put('r1', 'poison', 'r3');
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts.join())).toEqual(['r1,poison,r3', 'poison,r3', 'poison,r3']);
    expect([...objects.values()].map((body) => JSON.parse(body).payload.Records.map(textOf))).toEqual([
      ['poison', 'r3'],
    ]);
    mapping.close();
  });

  it('splits at the record reported where bisection is on', async () => {
    const { mapping, put, calls, clock, objects } = createEngine(
      { ...reporting, BisectBatchOnFunctionError: true },
      (records) => {
        const index = records.findIndex((record) => textOf(record) === 'poison');
        return index < 0 ? answered() : report(records[index]!);
      },
    );
    put('r1', 'r2', 'poison', 'r4', 'r5');
    await mapping.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts.join())).toEqual([
      'r1,r2,poison,r4,r5',
      'poison,r4,r5',
      'poison,r4',
      'poison',
      'poison',
      'poison',
      'r4',
      'r5',
    ]);
    expect([...objects.values()].map((body) => JSON.parse(body).payload.Records.map(textOf))).toEqual([['poison']]);
    mapping.close();
  });
});

describe('the on-failure destination', () => {
  it('is tried until it takes the records; only then does the checkpoint move', async () => {
    const { mapping, put, clock, objects, state, metrics, logged } = createEngine(
      { MaximumRetryAttempts: 0 },
      () => threw,
    );
    state.bucketAnswers = false;
    put('r1');
    await mapping.start();
    await clock.advance(10 * minute);
    expect(state.checkpoints).toEqual({ 'shardId-000000000000': 'TRIM_HORIZON' });
    expect(metrics.filter(({ name }) => name === 'DestinationDeliveryFailures').length).toBeGreaterThan(5);
    expect(logged.length).toBe(1);
    state.bucketAnswers = true;
    await clock.advance(minute);
    expect(objects.size).toBe(1);
    expect(state.checkpoints).toEqual({ 'shardId-000000000000': { after: '1'.padStart(56, '0') } });
    mapping.close();
  });
});

describe('IteratorAge', () => {
  it('is the age of the last record of each event', async () => {
    const { mapping, put, clock, metrics } = createEngine();
    put('r1');
    await clock.advance(90_000);
    put('r2');
    await clock.advance(5_000);
    await mapping.start();
    await clock.advance(0);
    expect(metrics).toEqual([{ name: 'IteratorAge', value: 5_000 }]);
    mapping.close();
  });
});

describe('a stop', () => {
  it('waits for the invocation under way and leaves the rest for the next start', async () => {
    const gate = createGate();
    const { mapping, again, put, calls, clock } = createEngine({ BatchSize: 1 }, async (_records, call) => {
      if (call === 1) await gate.opened;
      return answered();
    });
    put('r1', 'r2');
    await mapping.start();
    await clock.advance(0);
    const stopped = mapping.stop(never());
    await clock.advance(minute);
    gate.open();
    await stopped;
    expect(clock.pendingTimers()).toBe(0);
    const second = again();
    await second.start();
    await clock.advance(minute);
    expect(calls.map((call) => call.texts)).toEqual([['r1'], ['r2']]);
    second.close();
  });

  it('gives up on an invocation that does not end, and repeats it', async () => {
    const { mapping, again, put, calls, clock } = createEngine({}, (_records, call) =>
      call === 1 ? never() : answered(),
    );
    put('r1');
    await mapping.start();
    await clock.advance(0);
    await mapping.stop(Promise.resolve());
    const second = again();
    await second.start();
    await clock.advance(0);
    expect(calls.map((call) => call.texts)).toEqual([['r1'], ['r1']]);
    second.close();
  });
});
