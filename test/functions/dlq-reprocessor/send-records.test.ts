import { describe, expect, it } from 'vitest';
import { sendTriesMax, sendWaitMs, sendWaitMsMax, stopBeforeMs } from '../../../functions/dlq-reprocessor/limits.ts';
import type { PutAnswer } from '../../../functions/dlq-reprocessor/record-sink.ts';
import { createSendRecords } from '../../../functions/dlq-reprocessor/send-records.ts';
import { type CallFate, createMemoryRecordSink, createMemorySink } from './memory-sink.ts';

const refusal = { code: 'ServiceUnavailableException', message: 'Slow down.' };

/** Sends records to a sink that does with the nth call what `fates` says, and from then on accepts all. */
async function send(
  records: string[],
  fates: CallFate[],
  { random = 0.5, milliseconds = 900_000, isRepeated = false } = {},
) {
  const sink = createMemorySink();
  const waits: number[] = [];
  let call = 0;
  const gate = {
    before: async () => fates[Math.min(call++, fates.length - 1)] ?? all,
    after: async () => {},
  };
  const sendRecords = createSendRecords({
    sink: createMemoryRecordSink(sink, gate),
    random: () => random,
    wait: async (ms) => void waits.push(ms),
  });
  const spent = () => waits.reduce((sum, ms) => sum + ms, 0);
  const sent = await sendRecords('twin', records, { isRepeated, remainingMs: () => milliseconds - spent() });
  return { sent, sink, waits, accepted: sink.accepted.map(({ text }) => text) };
}

const all: CallFate = { take: () => true };
const none: CallFate = { take: () => false };
const onlyEven: CallFate = { take: (index) => index % 2 === 0 };
const whole = (take: boolean, answer: PutAnswer): CallFate => ({ take: () => take, answer });

describe('sending records', () => {
  it('puts all of them on the delivery stream, in order', async () => {
    const records = Array.from({ length: 1_200 }, (_, index) => `record ${index}`);
    const { sent, sink, accepted, waits } = await send(records, [all]);
    expect(sent).toEqual({ accepted: 1_200, perhapsRepeated: 0, left: [] });
    expect(accepted).toEqual(records);
    expect(sink.calls).toEqual([500, 500, 200]);
    expect(waits).toEqual([]);
  });

  it('sends only those again that were not accepted', async () => {
    const { sent, sink, accepted } = await send(['a', 'b', 'c', 'd', 'e'], [onlyEven, onlyEven, all]);
    expect(sent).toEqual({ accepted: 5, perhapsRepeated: 0, left: [] });
    expect(sink.calls).toEqual([5, 2, 1]);
    expect(accepted).toEqual(['a', 'c', 'e', 'b', 'd']);
  });

  it('waits longer from try to try in vain, with full jitter, and from the start again once one was accepted', async () => {
    const { waits } = await send(['a', 'b', 'c'], [none, none, none, onlyEven, all], { random: 0.25 });
    expect(waits).toEqual([200, 400, 800, 100].map((ms) => ms * 0.25));
    expect(sendWaitMs).toBe(100);
  });

  it('counts what it sends again after a call without an answer', async () => {
    const lost = whole(true, { outcome: 'unknown', refusal: { code: 'TimeoutError', message: 'no answer' } });
    const { sent, accepted } = await send(['a', 'b'], [lost, onlyEven, all]);
    expect(sent).toEqual({ accepted: 2, perhapsRepeated: 2, left: [] });
    expect(accepted).toEqual(['a', 'b', 'a', 'b']);
  });

  it('counts every time that it sends what may be there, and was not refused', async () => {
    const lost = whole(true, { outcome: 'unknown', refusal });
    const { sent, accepted } = await send(['a', 'b'], [lost, none, lost, onlyEven, all], { isRepeated: true });
    expect(sent).toEqual({ accepted: 2, perhapsRepeated: 6, left: [] });
    expect(accepted).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('does not suspect records of a call that was turned away', async () => {
    const { sent } = await send(['a', 'b'], [whole(false, { outcome: 'throttled', refusal }), all]);
    expect(sent).toEqual({ accepted: 2, perhapsRepeated: 0, left: [] });
  });

  it('ends at once where the delivery stream cannot be written to', async () => {
    const denied = { code: 'AccessDeniedException', message: 'not authorized' };
    const records = Array.from({ length: 700 }, (_, index) => `${index}`);
    const { sent, sink, waits } = await send(records, [whole(false, { outcome: 'refused', refusal: denied })]);
    expect(sent).toEqual({ accepted: 0, perhapsRepeated: 0, left: records, because: 'refused', refusal: denied });
    expect(sink.calls).toEqual([500]);
    expect(waits).toEqual([]);
  });

  it('ends before the time does', async () => {
    const { sent, waits } = await send(['a', 'b', 'c'], [onlyEven, none], { milliseconds: stopBeforeMs + 5_000 });
    expect(sent).toEqual({ accepted: 2, perhapsRepeated: 0, left: ['b'], because: 'time', refusal });
    expect(waits.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(5_000);
  });

  it('gives up after many tries in a row in vain', async () => {
    const { sent, sink, waits } = await send(['a', 'b', 'c'], [onlyEven, none]);
    expect(sent).toMatchObject({ accepted: 2, left: ['b'], because: 'stuck', refusal });
    expect(sink.calls).toHaveLength(1 + sendTriesMax);
    expect(Math.max(...waits)).toBe(sendWaitMsMax / 2);
  });
});
