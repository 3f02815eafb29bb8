import { describe, expect, it } from 'vitest';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { createRandom } from '../../../local/random.ts';
import { chatImage } from '../../support/change-records.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createSimulatedTarget, type Faults, noFaults, type SimulatedTarget } from './simulated-target.ts';
import { runWorld, type World } from './simulated-world.ts';
import { checkArrivals, checkNothingLost, targetsOf } from './simulation.ts';
import { streamRecord } from './stream-records.ts';

/** Ten new messages of one livestream, one of them too large for any target, and every target that ships, without faults. */
function world({ everyMs = 0, ...more }: Partial<World> & { everyMs?: number } = {}) {
  const clock = createFakeClock(Date.UTC(2026, 0, 1));
  const startMs = clock.now();
  const random = createRandom(1);
  const shard = Array.from({ length: 10 }, (_, index) => {
    const SequenceNumber = String(100 + index);
    const Keys = { LivestreamID: { S: 'live-1' }, UID: { N: String(index) } };
    const NewImage = chatImage({ ...Keys, Message: { S: index === 4 ? 'long'.repeat(3_000) : 'short' } });
    const record = { eventID: `event-${SequenceNumber}` };
    return {
      record: streamRecord({ record, dynamodb: { Keys, NewImage, SequenceNumber } }),
      createdMs: startMs + index * everyMs,
    };
  });
  const targets = routes.map((route) => createSimulatedTarget(route, noFaults, clock, random));
  const settings = { batchSize: 10, maximumRetryAttempts: -1, maximumRecordAgeSeconds: 3_600, halvesAtFirst: false };
  const made: World = { clock, random, shard, targets, settings, targetsOf, ...more };
  function harm(name: string, faults: Partial<Faults>): void {
    target(name).faults = { ...noFaults, ...faults };
  }
  const target = (name: string) => targets.find(({ route }) => route.name === name)!;
  return { ...made, startMs, target, harm };
}

/** What a target has, whatever order it came in: `checkArrivals` judges that. */
const numbersAt = ({ accepted }: SimulatedTarget) =>
  [...new Set(accepted.map(({ sequenceNumber }) => sequenceNumber))].sort();
const all = Array.from({ length: 10 }, (_, index) => String(100 + index));
const allButTheLong = all.filter((number) => number !== '104');

describe('a target that is away for a minute', () => {
  it('gets everything in order when it is back, and costs the others repeats of one batch', async () => {
    const made = world({ everyMs: 1_000 });
    made.harm('livestream-queue', { down: [made.startMs + 2_500, made.startMs + 62_500] });
    const outcome = await runWorld(made);
    checkNothingLost(made, outcome);
    for (const one of made.targets) {
      checkArrivals(one);
      expect(numbersAt(one)).toEqual(allButTheLong);
      expect(one.accepted.length).toBeLessThanOrEqual(allButTheLong.length + 1);
    }
    expect(outcome.discarded.size).toBe(0);
    expect(Math.max(...outcome.delays.values())).toBeGreaterThan(59_000);
    expect(Math.max(...outcome.delays.values())).toBeLessThan(70_000);
  });
});

describe('a process that dies between two targets', () => {
  it('tells everybody again, those who know by the same id', async () => {
    const someKnow = () => made.targets.filter(({ accepted }) => accepted.length > 0).length >= 2;
    let died = false;
    const made = world({
      crashes() {
        const dies = !died && someKnow();
        died ||= dies;
        return dies;
      },
    });
    const outcome = await runWorld(made);
    expect(outcome.crashes).toBe(1);
    checkNothingLost(made, outcome);
    for (const one of made.targets) {
      checkArrivals(one);
      expect(numbersAt(one)).toEqual(allButTheLong);
    }
    const repeated = made.targets.filter((one) => one.accepted.length > numbersAt(one).length);
    expect(repeated.length).toBeGreaterThan(0);
    expect(repeated.length).toBeLessThan(made.targets.length);
  });
});

describe('poison', () => {
  it('and what is too large go to the failure destination, for just those targets that refuse them', async () => {
    const made = world();
    made.harm('moderation', { poison: new Set(['102']) });
    made.harm('livestream-stream', { poison: new Set(['103']), poisonSpoilsCall: true });
    const outcome = await runWorld(made);
    checkNothingLost(made, outcome);
    const stored = [...outcome.undeliverable].map(([name, numbers]) => [name, [...numbers].sort()]);
    expect(Object.fromEntries(stored)).toEqual({
      'domain-events': ['104'],
      moderation: ['102', '104'],
      'changes-archive': ['104'],
      'livestream-stream': ['103', '104'],
      'livestream-queue': ['104'],
    });
    expect(outcome.discarded.size).toBe(0);
    expect(outcome.invocations).toBe(1);
  });
});

describe('a target that never comes back', () => {
  const forever: Partial<Faults> = { down: [0, Number.POSITIVE_INFINITY] };

  it.each([
    ['whole batches tried again', { maximumRetryAttempts: -1, halvesAtFirst: false }],
    ['batches halved, each half with retries of its own', { maximumRetryAttempts: 1, halvesAtFirst: true }],
  ])(
    'blocks the shard no longer than the age that is configured, %s; then Lambda keeps the records',
    async (_, more) => {
      const made = world({ settings: { batchSize: 10, maximumRecordAgeSeconds: 120, ...more } });
      made.harm('changes-archive', forever);
      const outcome = await runWorld(made);
      checkNothingLost(made, outcome);
      expect([...outcome.discarded].sort()).toEqual(all);
      expect(Math.max(...outcome.delays.values())).toBeLessThan(120_000 + 91_000);
      expect(numbersAt(made.target('domain-events'))).toEqual(allButTheLong);
    },
  );

  it('costs the others nothing but time, where the retries end before the age', async () => {
    const settings = { batchSize: 3, maximumRetryAttempts: 2, maximumRecordAgeSeconds: 3_600, halvesAtFirst: false };
    const made = world({ everyMs: 1_000, settings });
    made.harm('changes-archive', forever);
    const outcome = await runWorld(made);
    checkNothingLost(made, outcome);
    expect([...outcome.discarded].sort()).toEqual(allButTheLong);
    for (const one of made.targets.filter(({ route }) => route.name !== 'changes-archive')) {
      checkArrivals(one);
      expect(numbersAt(one)).toEqual(allButTheLong);
    }
  });
});
