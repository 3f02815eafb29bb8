import { describe, expect, it } from 'vitest';
import type { Deliveries } from '../../../functions/ddb-fanout/deliver.ts';
import { createFanOut, type Invocation } from '../../../functions/ddb-fanout/fan-out.ts';
import type { Lane } from '../../../functions/ddb-fanout/lane.ts';
import { readStreamFailure } from '../../../shared/stream-record-failure.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { streamRecord } from './stream-records.ts';

const invocation: Invocation = { functionArn: 'arn', requestId: 'r', remainingMs: 60_000 };
const record = (sequence: number, dynamodb: Record<string, unknown> = {}) =>
  streamRecord({
    record: { eventID: `event-${sequence}` },
    dynamodb: { SequenceNumber: String(sequence), ...dynamodb },
  });

type Outcome = Deliveries['outcomes'][number];
const sent: Outcome = { result: 'Sent' };

/** A lane that answers for each change as told, by its sequence number. */
function lane(name: string, answers: Record<string, Outcome> = {}): Lane & { told: string[] } {
  const told: string[] = [];
  return {
    name,
    told,
    wants: () => true,
    async deliver(changes) {
      told.push(...changes.map(({ sequenceNumber }) => sequenceNumber));
      return { outcomes: changes.map(({ sequenceNumber }) => answers[sequenceNumber] ?? sent), retried: 0 };
    },
  };
}

function start(lanes: Lane[], put: (key: string, body: string) => Promise<void> = async () => {}) {
  const stored = new Map<string, string>();
  const clock = createFakeClock();
  const fanOut = createFanOut({
    lanes,
    store: {
      async put(key, body) {
        await put(key, body);
        stored.set(key, body);
      },
    },
    now: clock.now,
    wait: async () => {},
    random: () => 0,
  });
  return { stored, run: (event: unknown, given = invocation) => fanOut(event, given) };
}

const failed: Outcome = { result: 'Failed', reason: 'ThrottlingException' };
const tooLarge: Outcome = { result: 'Undeliverable', reason: 'EntryTooLarge' };

describe('the answer for a batch', () => {
  it('is empty where every target took every change', async () => {
    const [a, b] = [lane('a'), lane('b')];
    const { answer } = await start([a, b]).run({ Records: [record(1), record(2)] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect([a.told, b.told]).toEqual([
      ['1', '2'],
      ['1', '2'],
    ]);
  });

  it('names the lowest sequence number that failed at any target, as a number compares', async () => {
    const { answer } = await start([lane('a', { 100: failed }), lane('b', { 99: failed })]).run({
      Records: [record(98), record(99), record(100)],
    });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '99' }] });
  });

  it('does not depend on the order of the batch', async () => {
    const { answer } = await start([lane('a', { 7: failed, 30: failed })]).run({ Records: [record(30), record(7)] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '7' }] });
  });

  it('is empty for no records', async () => {
    expect((await start([lane('a')]).run({ Records: [] })).answer).toEqual({ batchItemFailures: [] });
  });
});

describe('what a target will never take', () => {
  it('goes to the failure destination with its reason, and the batch goes on', async () => {
    const { stored, run } = start([lane('a'), lane('b', { 2: tooLarge })]);
    const { answer, report } = await run({ Records: [record(1), record(2), record(3)] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect([...stored.values()].map(readStreamFailure)).toMatchObject([
      { ok: true, failure: { target: 'b', reason: 'EntryTooLarge', records: [record(2)] } },
    ]);
    expect(report.targets).toMatchObject([
      { target: 'a', counts: { Sent: 3, Undeliverable: 0 }, failures: [] },
      {
        target: 'b',
        counts: { Sent: 2, Undeliverable: 1 },
        failures: [{ reason: 'EntryTooLarge', sequenceNumbers: ['2'] }],
      },
    ]);
  });

  it('has failed where the failure destination cannot be written: nothing is given up that is nowhere', async () => {
    const { run } = start([lane('b', { 2: tooLarge })], async () => Promise.reject(new Error('S3 is away')));
    const { answer, report } = await run({ Records: [record(1), record(2), record(3)] });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(report.targets[0]).toMatchObject({
      counts: { Failed: 1, Undeliverable: 0 },
      failures: [{ reason: 'NotStored' }],
    });
  });

  it('has failed where there is no time left to write it', async () => {
    const { run } = start([lane('b', { 1: tooLarge })]);
    const { answer } = await run({ Records: [record(1)] }, { ...invocation, remainingMs: 1_000 });
    expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '1' }] });
  });
});

describe('a record that cannot be read', () => {
  const bad = record(2, { NewImage: { UID: { N: 'ten' } } });

  it('goes to the failure destination for all targets, and holds nobody up', async () => {
    const a = lane('a');
    const { stored, run } = start([a]);
    const { answer, report } = await run({ Records: [record(1), bad, record(3)] });
    expect(answer).toEqual({ batchItemFailures: [] });
    expect(a.told).toEqual(['1', '3']);
    expect([...stored.keys()]).toEqual([
      expect.stringMatching(/^aws\/lambda\/ddb-fanout\/every-target\/\d{4}\/\d\d\/\d\d\/2-/),
    ]);
    expect(report).toMatchObject({
      counts: { Received: 3, Unreadable: 1 },
      failures: [{ result: 'Undeliverable', reason: 'InvalidAttributeValue', count: 1, sequenceNumbers: ['2'] }],
    });
  });
});

describe('the log', () => {
  it('has at most ten groups of failures, ten numbers each, and no code that may be content', async () => {
    const reasons = Array.from({ length: 40 }, (_, index) =>
      index < 20 ? `Reason${index}` : `it said "hello" ${index}`,
    );
    const answers = Object.fromEntries(
      reasons.map((reason, index) => [index, { result: 'Failed', reason } satisfies Outcome]),
    );
    const { report } = await start([lane('a', answers)]).run({ Records: reasons.map((_, index) => record(index)) });
    const { failures } = report.targets[0]!;
    expect(failures).toHaveLength(10);
    expect(failures.reduce((sum, { count }) => sum + count, 0)).toBe(40);
    expect(Math.max(...failures.map(({ sequenceNumbers }) => sequenceNumbers.length))).toBe(10);
    expect(JSON.stringify(report)).not.toContain('hello');
  });
});

describe('an event', () => {
  it('may name the only targets that are told', async () => {
    const [a, b] = [lane('a'), lane('b')];
    const { report } = await start([a, b]).run({ Records: [record(1)], targets: ['b'] });
    expect([a.told, b.told]).toEqual([[], ['1']]);
    expect(report.targets.map(({ target }) => target)).toEqual(['b']);
  });

  it.each<[what: string, event: unknown, message: string]>([
    ['nothing', undefined, 'Records is not an array'],
    ['no records', {}, 'Records is not an array'],
    [
      'a record without sequence number',
      { Records: [record(1), { dynamodb: {} }] },
      'Records[1].dynamodb.SequenceNumber',
    ],
    ['a target that there is not', { Records: [], targets: ['c'] }, 'targets must list some of a, b'],
    ['an empty list of targets', { Records: [record(1)], targets: [] }, 'targets must list some of a, b'],
    ['targets that are no list', { Records: [], targets: 'a' }, 'targets must list some of a, b'],
  ])('with %s is refused', async (_, event, message) => {
    await expect(start([lane('a'), lane('b')]).run(event)).rejects.toThrow(message);
  });
});
