import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../functions/ddb-fanout/lane.ts';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { sequenceNumberOf } from '../../../shared/stream-record.ts';
import type { Mutant } from './simulated-world.ts';
import { simulate } from './simulation.ts';

const seed = 20_261_121;
const runs = 1_000;

async function firstBroken(mutant: Mutant, runsMax: number): Promise<string | undefined> {
  for (let run = 0; run < runsMax; run += 1) {
    const broken = await simulate(seed + run, mutant).then(
      () => undefined,
      (error: Error) => error.message,
    );
    if (broken !== undefined) return broken;
  }
  return undefined;
}

describe('the fan-out in a world of faults', () => {
  it(`loses nothing in ${runs} runs from seed ${seed}: throttles, outages of a minute, poison, large items, crashes between targets`, {
    timeout: 90_000,
  }, async () => {
    const sum: Record<string, number> = {};
    const beganMs = performance.now();
    for (let run = 0; run < runs; run += 1) {
      const totals = await simulate(seed + run);
      for (const [name, value] of Object.entries(totals)) sum[name] = (sum[name] ?? 0) + value;
    }
    console.log(`ddb-fanout: ${runs} runs from seed ${seed} in ${Math.round(performance.now() - beganMs)} ms`, sum);
    for (const name of ['crashes', 'repeats', 'undeliverable', 'discarded', 'unreadable']) {
      expect(sum[name], name).toBeGreaterThan(100);
    }
  });

  it.each<[what: string, mutant: Mutant, message: RegExp]>([
    [
      'answers one record too late',
      {
        answer: ({ batchItemFailures: [first] }, records) => {
          const next = records[records.map(sequenceNumberOf).indexOf(first?.itemIdentifier) + 1];
          return { batchItemFailures: first && next ? [{ itemIdentifier: sequenceNumberOf(next)! }] : [] };
        },
      },
      /answers/,
    ],
    ['forgets what it cannot deliver', { forgets: true }, /lost/],
    [
      'takes what failed for sent',
      {
        lane: withDelivery(async (deliver, changes) => {
          const { retried } = await deliver(changes);
          return { outcomes: changes.map(() => ({ result: 'Sent' })), retried };
        }),
      },
      /answers/,
    ],
    [
      'sends a batch backwards',
      {
        lane: withDelivery(async (deliver, changes) => {
          const { outcomes, retried } = await deliver(changes.toReversed());
          return { outcomes: outcomes.toReversed(), retried };
        }),
      },
      /out of order/,
    ],
    ['tells one target after the other', { lane: oneAfterTheOther() }, /slowed down/],
  ])('is seen through when it %s', async (_, mutant, message) => {
    expect(await firstBroken(mutant, 100)).toMatch(message);
  });
});

type Deliver = Lane['deliver'];
type DeliverChanges = (changes: Parameters<Deliver>[0]) => ReturnType<Deliver>;

function withDelivery(deliverBy: (deliver: DeliverChanges, changes: Parameters<Deliver>[0]) => ReturnType<Deliver>) {
  return (lane: Lane): Lane => ({
    ...lane,
    deliver: (changes, conditions) => deliverBy((some) => lane.deliver(some, conditions), changes),
  });
}

function oneAfterTheOther() {
  let turn: Promise<unknown> = Promise.resolve();
  const waiting = withDelivery((deliver, changes) => {
    const mine = turn.then(() => deliver(changes));
    turn = mine;
    return mine;
  });
  return (lane: Lane): Lane => {
    // The first lane of an invocation waits for none of the one before.
    if (lane.name === routes[0]!.name) turn = Promise.resolve();
    return waiting(lane);
  };
}
