import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openQueueState, type QueueState } from '../../../local/sqs/queue-state.ts';
import type { StoredMessage } from '../../../local/sqs/types.ts';
import { arnOf } from './support.ts';

const NOW = Date.UTC(2026, 6, 13, 14);
let directory: string;
let state: QueueState;
const open = (segmentBytes?: number, isFifo = false) => {
  state = openQueueState({ directory, isFifo, nowMs: () => NOW, ...(segmentBytes && { segmentBytes }) });
};
const messageOf = (id: string, more: Partial<StoredMessage> = {}): StoredMessage => ({
  id,
  body: `body ${id}`,
  attributes: {},
  sentMs: NOW,
  ...more,
});
const take = (max: number) => {
  const taken = state.take(NOW, max);
  for (const entry of taken) state.hide(entry, NOW + 30_000, 1);
  return taken;
};
const segments = () => readdirSync(directory).filter((name) => name.endsWith('.messages')).length;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tributary-queue-'));
});
afterEach(() => {
  state.close();
  rmSync(directory, { recursive: true, force: true });
});

describe('the messages of a queue', () => {
  it('take no memory while they wait for their first receiver', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = async () => {
      // What a write's bytes took is given back on a later turn.
      for (let turn = 0; turn < 3; turn += 1) {
        collect();
        await new Promise(setImmediate);
      }
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    open();
    const body = 'x'.repeat(600);
    for (let number = 0; number < 2_000; number += 1) state.send(messageOf(`early ${number}`, { body }));
    const before = await used();
    for (let number = 0; number < 40_000; number += 1) state.send(messageOf(`late ${number}`, { body }));
    expect(((await used()) - before) / 40_000).toBeLessThan(60);
    expect(state.counts().visible).toBe(42_000);
    expect(state.read(take(1)[0]!).id).toBe('early 0');
  });

  it('leave the disk a segment at a time, when all of its messages are gone', () => {
    open(1_000);
    for (let number = 0; number < 100; number += 1) state.send(messageOf(String(number)));
    const before = segments();
    expect(before).toBeGreaterThan(5);
    const [first, ...others] = take(100);
    for (const entry of others) state.remove(entry);
    // The one with the first message, and the one that is written to.
    expect(segments()).toBe(2);
    state.close();
    open(1_000);
    expect(state.counts()).toMatchObject({ visible: 0, inFlight: 1 });
    expect(state.read(state.find(first!.number)!)).toMatchObject({ body: 'body 0', receiveCount: 1 });
    state.remove(state.find(first!.number)!);
    expect(segments()).toBe(1);
  });

  it('do not fill the disk by being handed out again and again', () => {
    open();
    state.send(messageOf('1'));
    for (let turn = 1; turn <= 10_000; turn += 1) state.hide(state.take(NOW, 1)[0]!, NOW, turn);
    const bytes = readdirSync(directory).reduce((sum, name) => sum + statSync(join(directory, name)).size, 0);
    expect(bytes).toBeLessThan(400_000);
    state.close();
    open();
    expect(state.read(state.take(NOW, 1)[0]!).receiveCount).toBe(10_000);
  });

  it('are found when one is longer than what is read at a time', () => {
    open();
    for (const id of ['a', 'b', 'c']) state.send(messageOf(id, { body: id.repeat(300_000) }));
    expect(take(10).map((entry) => state.read(entry).body.length)).toEqual([300_000, 300_000, 300_000]);
  });
});

describe('a message that comes from another queue', () => {
  it.each([false, true])('comes once, if a kill came before it left that one (FIFO: %s)', (isFifo) => {
    open(undefined, isFifo);
    const dead = messageOf('poison', { deadLetterSourceArn: arnOf('jobs'), ...(isFifo && { groupId: 'a' }) });
    state.adopt(dead);
    state.close();
    open(undefined, isFifo);
    state.adopt(dead);
    expect(take(10).map((entry) => state.read(entry).id)).toEqual(['poison']);
  });
});
