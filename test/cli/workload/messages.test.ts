import { describe, expect, it } from 'vitest';
import { strayRecords } from '../../../cli/demo/stray-records.ts';
import { createWorkload, chatMessage as sampleMessage } from '../../../cli/workload/messages.ts';
import { createRandom } from '../../../local/random.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { createRecordCodec } from '../../../shared/record-codec.ts';

const size = { livestreams: 10, messagesPerLivestream: 300, seed: 7 };
const workload = createWorkload(size);
const keyOf = (item: Record<string, { S?: string; N?: string }>) => `${item.LivestreamID?.S}|${item.UID?.N}`;
const keysIn = (batch: (typeof workload.inserts)[number]) =>
  batch.map(({ PutRequest, DeleteRequest }) => keyOf((PutRequest?.Item ?? DeleteRequest?.Key) as never));

describe('the demo’s messages', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(createWorkload(size)).toEqual(workload);
    expect(createWorkload({ ...size, seed: 8 })).not.toEqual(workload);
  });

  it('are as many for each livestream as were asked for, each with a key of its own', () => {
    const keys = workload.inserts.flatMap(keysIn);
    expect(keys).toHaveLength(3000);
    expect(new Set(keys).size).toBe(3000);
  });

  it('break the schema once in a hundred, and in every way once at least', () => {
    const verdicts = workload.inserts.flat().map(({ PutRequest }) => chatMessage.item.safeParse(PutRequest?.Item));
    const failures = verdicts.flatMap((verdict) => (verdict.success ? [] : [verdict.path]));
    expect(failures).toHaveLength(30);
    expect(new Set(failures)).toEqual(
      new Set(['LivestreamID', 'UID', 'Nickname', 'Message', 'MessageType', 'CreatedAt']),
    );
  });

  it('are valid when they are not spoilt', () => {
    const item = sampleMessage('live-1', 12_345, createRandom(1));
    expect(chatMessage.item.safeParse(item).success).toBe(true);
  });

  it('are edited and removed only where they were written, no key twice in a batch', () => {
    const written = new Set(workload.inserts.flatMap(keysIn));
    expect(workload.edits.flat()).not.toHaveLength(0);
    expect(workload.removals.flat()).not.toHaveLength(0);
    for (const batch of [...workload.inserts, ...workload.edits, ...workload.removals]) {
      const keys = keysIn(batch);
      expect(batch.length).toBeLessThanOrEqual(25);
      expect(new Set(keys).size).toBe(keys.length);
      for (const key of keys) expect(written).toContain(key);
    }
  });
});

describe('the demo’s stray records', () => {
  const decode = createRecordCodec(chatMessage, ['LivestreamID']);

  it.each(strayRecords(1_700_000_000_000).map((record, index) => ({ index, ...record })))(
    'number $index is $expected',
    ({ data, expected }) => {
      const outcome = decode(data.toString('base64'));
      expect('reason' in outcome ? outcome.reason : outcome.result).toBe(expected);
    },
  );

  it('differ from each other, so that each can be counted', () => {
    const records = strayRecords(1_700_000_000_000);
    expect(new Set(records.map(({ partitionKey }) => partitionKey)).size).toBe(records.length);
  });
});
