import { describe, expect, it } from 'vitest';
import { cutCalls } from '../../../functions/ddb-fanout/calls.ts';
import { type Conditions, type Destination, deliver, type Entry } from '../../../functions/ddb-fanout/deliver.ts';
import { callMsMax, callsAtOnce, retryMsFirst } from '../../../functions/ddb-fanout/limits.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const limits = { entriesMax: 3, entryBytesMax: 100, callBytesMax: 200 };
const sent = { result: 'Sent' };
const failed = (reason: string) => ({ result: 'Failed', reason });
const undeliverable = (reason: string) => ({ result: 'Undeliverable', reason });

const entry = (payload: string, key?: string, bytes = 10): Entry<string> => ({ payload, bytes, ...(key && { key }) });

type Send = Destination<string>['send'];

/** A fake clock on which a delivery has `ms` to go, and waits that fire by themselves. */
function start(ms = 60_000) {
  const clock = createFakeClock(0);
  const waits: number[] = [];
  const wait = (delayMs: number) =>
    new Promise<void>((resolve) => {
      waits.push(delayMs);
      clock.after(delayMs, resolve);
    });
  const conditions: Conditions = { now: clock.now, deadlineMs: ms, wait, random: () => 0.5 };
  async function run(entries: Entry<string>[], send: Send, refusals: string[] = []) {
    const calls: string[][] = [];
    const recorded: Send = (payloads, timeoutMs) => {
      calls.push(payloads);
      return send(payloads, timeoutMs);
    };
    const delivering = deliver(entries, { limits, send: recorded, refusals: new Set(refusals) }, conditions);
    await clock.advance(ms);
    return { ...(await delivering), calls };
  }
  return { clock, waits, run };
}

const takeAll: Send = async (payloads) => payloads.map(() => undefined);

describe('the calls that entries are cut into', () => {
  const cut = (sizes: number[]) => cutCalls(sizes, (size) => size, limits);

  it.each<[sizes: number[], calls: number[][]]>([
    [[], []],
    [[10], [[10]]],
    [
      [10, 10, 10, 10],
      [[10, 10, 10], [10]],
    ],
    [
      [100, 100, 1],
      [[100, 100], [1]],
    ],
    [
      [100, 50, 51],
      [[100, 50], [51]],
    ],
    [[100, 50, 50], [[100, 50, 50]]],
  ])('%j are %j', (sizes, calls) => {
    expect(cut(sizes)).toEqual(calls);
  });
});

describe('a delivery', () => {
  it('fills calls up to the limits and tells of each entry', async () => {
    const { run } = start();
    const { outcomes, calls, retried } = await run(
      ['a', 'b', 'c', 'd'].map((name) => entry(name)),
      takeAll,
    );
    expect(calls).toEqual([['a', 'b', 'c'], ['d']]);
    expect(outcomes).toEqual([sent, sent, sent, sent]);
    expect(retried).toBe(0);
  });

  it('makes no call for nothing, and none for what can never fit', async () => {
    expect(await start().run([], takeAll)).toEqual({ outcomes: [], retried: 0, calls: [] });
    const { outcomes, calls } = await start().run(
      [entry('fits', undefined, 100), entry('does not', undefined, 101)],
      takeAll,
    );
    expect(outcomes).toEqual([sent, undeliverable('EntryTooLarge')]);
    expect(calls).toEqual([['fits']]);
  });

  it('sends again what failed, and only that, after a jittered wait that doubles', async () => {
    const { run, waits } = start();
    const failures = new Map([['b', 3]]);
    const { outcomes, calls, retried } = await run(
      ['a', 'b', 'c'].map((name) => entry(name)),
      async (payloads) =>
        payloads.map((name) => {
          const left = failures.get(name) ?? 0;
          failures.set(name, left - 1);
          return left > 0 ? 'ThrottlingException' : undefined;
        }),
    );
    expect(calls).toEqual([['a', 'b', 'c'], ['b'], ['b'], ['b']]);
    expect(outcomes).toEqual([sent, sent, sent]);
    expect(retried).toBe(3);
    expect(waits).toEqual([0.5 * retryMsFirst, 0.5 * 2 * retryMsFirst, 0.5 * 4 * retryMsFirst]);
  });

  it('lets what failed share calls again', async () => {
    const { run } = start();
    let first = true;
    const names = Array.from({ length: 9 }, (_, index) => String(index));
    const { calls } = await run(
      names.map((name) => entry(name)),
      async (payloads) => {
        const code = first ? 'InternalFailure' : undefined;
        if (payloads.includes('8')) first = false;
        return payloads.map((name) => (name === '0' || name === '3' || name === '8' ? code : undefined));
      },
    );
    expect(calls.slice(3)).toEqual([['0', '3', '8']]);
  });

  it('ends in time, with the last reason of what is left', async () => {
    const { run, clock } = start(10_000);
    const { outcomes } = await run([entry('a')], async () => ['ServiceUnavailable']);
    expect(outcomes).toEqual([failed('ServiceUnavailable')]);
    expect(clock.now()).toBe(10_000);
    expect(clock.pendingTimers()).toBe(0);
  });

  it('sends nothing where there is no time at all', async () => {
    const { run } = start(0);
    const { outcomes, calls } = await run([entry('a')], takeAll);
    expect(calls).toEqual([]);
    expect(outcomes).toEqual([failed('NotSent')]);
  });

  it('gives a call no more time than is left', async () => {
    const given: number[] = [];
    const send: Send = async (payloads, timeoutMs) => {
      given.push(timeoutMs);
      return payloads.map(() => undefined);
    };
    await start(60_000).run([entry('a')], send);
    await start(1_234).run([entry('a')], send);
    expect(given).toEqual([callMsMax, 1_234]);
  });

  it('counts a call that fails as a whole, or answers for too few, as failed for each of its entries', async () => {
    const whole = await start(1_000).run([entry('a'), entry('b')], async () => {
      throw Object.assign(new Error('the bus is gone'), { name: 'ResourceNotFoundException' });
    });
    expect(whole.outcomes).toEqual([failed('ResourceNotFoundException'), failed('ResourceNotFoundException')]);
    const short = await start(1_000).run([entry('a'), entry('b')], async () => [undefined]);
    expect(short.outcomes).toEqual([failed('AnswerIncomplete'), failed('AnswerIncomplete')]);
  });

  it('makes a few calls at a time, not all', async () => {
    let underWay = 0;
    let most = 0;
    const { run, clock } = start();
    const names = Array.from({ length: 3 * 4 * callsAtOnce }, (_, index) => entry(String(index)));
    await run(names, async (payloads) => {
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise<void>((resolve) => clock.after(10, resolve));
      underWay -= 1;
      return payloads.map(() => undefined);
    });
    expect(most).toBe(callsAtOnce);
  });
});

describe('an entry that the target refuses for what it holds', () => {
  it('is given up at once, where its own answer says so', async () => {
    const { run } = start();
    const { outcomes, calls } = await run(
      [entry('a'), entry('poison')],
      async (payloads) => payloads.map((name) => (name === 'poison' ? 'MalformedDetail' : undefined)),
      ['MalformedDetail'],
    );
    expect(outcomes).toEqual([sent, undeliverable('MalformedDetail')]);
    expect(calls).toHaveLength(1);
  });

  it('is found by halves, where it spoils its whole call', async () => {
    const { run } = start();
    const { outcomes, calls } = await run(
      [entry('a'), entry('poison'), entry('c')],
      async (payloads) => {
        if (payloads.includes('poison')) throw Object.assign(new Error(), { name: 'ValidationException' });
        return payloads.map(() => undefined);
      },
      ['ValidationException'],
    );
    expect(outcomes).toEqual([sent, undeliverable('ValidationException'), sent]);
    expect(calls).toEqual([['a', 'poison', 'c'], ['a', 'poison'], ['a'], ['poison'], ['c']]);
  });
});

describe('entries of one key', () => {
  it('go one after the other, each wave with one of every key', async () => {
    const { run } = start();
    const { calls } = await run([entry('a1', 'a'), entry('a2', 'a'), entry('b1', 'b'), entry('a3', 'a')], takeAll);
    expect(calls).toEqual([['a1', 'b1'], ['a2'], ['a3']]);
  });

  it('wait for one of theirs that fails, while other keys go on', async () => {
    const { run } = start();
    let failures = 2;
    const { calls, outcomes } = await run(
      [entry('a1', 'a'), entry('a2', 'a'), entry('b1', 'b'), entry('b2', 'b'), entry('b3', 'b')],
      async (payloads) => payloads.map((name) => (name === 'a1' && failures-- > 0 ? 'InternalFailure' : undefined)),
    );
    expect(calls).toEqual([['a1', 'b1'], ['b2'], ['b3'], ['a1'], ['a1'], ['a2']]);
    expect(outcomes).toEqual([sent, sent, sent, sent, sent]);
  });

  it('are not sent past one that still fails in the end', async () => {
    const { run } = start(5_000);
    const { calls, outcomes } = await run([entry('a1', 'a'), entry('a2', 'a'), entry('b1', 'b')], async (payloads) =>
      payloads.map((name) => (name === 'a1' ? 'InternalFailure' : undefined)),
    );
    expect(outcomes).toEqual([failed('InternalFailure'), failed('NotSent'), sent]);
    expect(calls.flat()).not.toContain('a2');
  });

  it('go past one that can never be taken', async () => {
    const { run } = start();
    const { outcomes } = await run(
      [entry('large', 'a', 101), entry('poison', 'a'), entry('a3', 'a')],
      async (payloads) => payloads.map((name) => (name === 'poison' ? 'InvalidArgumentException' : undefined)),
      ['InvalidArgumentException'],
    );
    expect(outcomes).toEqual([undeliverable('EntryTooLarge'), undeliverable('InvalidArgumentException'), sent]);
  });
});
