import { describe, expect, it } from 'vitest';
import { createLane } from '../../../functions/ddb-fanout/lane.ts';
import type { Target } from '../../../functions/ddb-fanout/target.ts';
import { chatImage } from '../../support/change-records.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { changeOf } from './stream-records.ts';

const messages = (...texts: string[]) =>
  texts.map((S) => changeOf({ dynamodb: { NewImage: chatImage({ Message: { S } }) } }));

function start() {
  const calls: string[][] = [];
  const target: Target<string> = {
    limits: { entriesMax: 10, entryBytesMax: 100, callBytesMax: 1_000 },
    refusals: new Set(['Refused']),
    entryOf({ newImage }) {
      const { S: text } = newImage!.item.Message as { S: string };
      if (text === 'unforeseen') throw new TypeError(`Cannot read properties of ${text}`);
      return { payload: text, bytes: text.length };
    },
    async send(payloads) {
      calls.push(payloads);
      return payloads.map((text) => (text === 'refused' ? 'Refused' : undefined));
    },
  };
  const { now } = createFakeClock();
  const conditions = { now, deadlineMs: now() + 1_000, wait: async () => {}, random: () => 0 };
  const lane = createLane({ name: 'lane', match: {} }, target);
  return { calls, deliver: (...texts: string[]) => lane.deliver(messages(...texts), conditions) };
}

describe('a lane whose body throws at a change', () => {
  it('passes that one over for good, and each of the others has its own outcome', async () => {
    const { calls, deliver } = start();
    const { outcomes } = await deliver('a', 'unforeseen', 'refused', 'unforeseen', 'b');
    expect(outcomes).toEqual([
      { result: 'Sent' },
      { result: 'Undeliverable', reason: 'BodyFailed' },
      { result: 'Undeliverable', reason: 'Refused' },
      { result: 'Undeliverable', reason: 'BodyFailed' },
      { result: 'Sent' },
    ]);
    expect(calls).toEqual([['a', 'refused', 'b']]);
  });
});
