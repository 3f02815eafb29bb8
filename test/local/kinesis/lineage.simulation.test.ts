import { describe, expect, it } from 'vitest';
import { formatHashKey } from '../../../local/kinesis/hash-key.ts';
import { createKinesis, type Kinesis } from '../../../local/kinesis/service.ts';
import type { ReadPosition } from '../../../local/kinesis/types.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { SEED, seededRandom, useDirectories } from './support.ts';

const directory = useDirectories();

interface Reader {
  position: ReadPosition;
  ended: boolean;
  read: string[];
}

/** Calls an operation as a client would. */
async function call(
  kinesis: Kinesis,
  operation: string,
  input: object,
): Promise<{ status: number; output: Record<string, unknown> }> {
  const { status, body } = await kinesis.handle({
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: { 'x-amz-target': `Kinesis_20131202.${operation}` },
    body: Buffer.from(JSON.stringify(input)),
  });
  return { status, output: JSON.parse(String(body)) as Record<string, unknown> };
}

/** Puts, splits, merges, restarts and reads in random order; a reader opens a shard only when its parents are read to their end. */
async function simulate(seed: number, path: string) {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const clock = createFakeClock();
  const open = () => createKinesis({ directory: path, clock, region: 'us-east-1', accountId: '000000000000' });
  let kinesis = open();
  kinesis.createStream({ name: 's', mode: 'PROVISIONED', shardCount: 1 + below(3), retentionHours: 24 });
  const acknowledged = new Map<string, string[]>();
  const byKey = new Map<string, string[]>();
  const readers = new Map<string, Reader>();
  const readByKey = new Map<string, string[]>();
  let serial = 0;
  let reshardings = 0;
  let throttled = 0;

  const append = (map: Map<string, string[]>, key: string, value: string) => {
    const known = map.get(key);
    if (known) known.push(value);
    else map.set(key, [value]);
  };

  function put(): void {
    // A burst is more than one shard takes in a second.
    const sizeMax = random() < 0.05 ? 100_000 : 1000;
    const entries = Array.from({ length: 1 + below(60) }, () => {
      serial += 1;
      const partitionKey = `key-${below(12)}`;
      return { partitionKey, data: Buffer.from(`${partitionKey}#${serial}#${'x'.repeat(below(sizeMax))}`) };
    });
    kinesis.streams.put('s', entries).forEach((result, i) => {
      const { partitionKey, data } = entries[i]!;
      if ('errorCode' in result) {
        throttled += 1;
        return;
      }
      append(acknowledged, result.shardId, data.toString());
      append(byKey, partitionKey, data.toString());
    });
  }

  async function reshard(): Promise<void> {
    const { output } = await call(kinesis, 'ListShards', { StreamName: 's', ShardFilter: { Type: 'AT_LATEST' } });
    const shards = output.Shards as {
      ShardId: string;
      HashKeyRange: { StartingHashKey: string; EndingHashKey: string };
    }[];
    const shard = shards[below(shards.length)]!;
    const low = BigInt(shard.HashKeyRange.StartingHashKey);
    const high = BigInt(shard.HashKeyRange.EndingHashKey);
    if (random() < 0.5) {
      const NewStartingHashKey = formatHashKey(((low + high) / 2n).toString(16).padStart(32, '0'));
      const { status } = await call(kinesis, 'SplitShard', {
        StreamName: 's',
        ShardToSplit: shard.ShardId,
        NewStartingHashKey,
      });
      expect(status).toBe(200);
    } else {
      const neighbour = shards.find(({ HashKeyRange }) => BigInt(HashKeyRange.StartingHashKey) === high + 1n);
      if (!neighbour) return;
      const input = { StreamName: 's', ShardToMerge: shard.ShardId, AdjacentShardToMerge: neighbour.ShardId };
      expect((await call(kinesis, 'MergeShards', input)).status).toBe(200);
    }
    reshardings += 1;
  }

  function read(): void {
    for (const { shardId, parentShardIds } of kinesis.streams.shards('s')) {
      if (!parentShardIds.every((parent) => readers.get(parent)?.ended)) continue;
      const reader: Reader = readers.get(shardId) ?? { position: 'TRIM_HORIZON', ended: false, read: [] };
      readers.set(shardId, reader);
      const limit = { records: 1 + below(40), bytes: 1 + below(50_000) };
      const { records, ended } = kinesis.streams.read('s', shardId, reader.position, limit);
      for (const { data } of records) {
        reader.read.push(data.toString());
        append(readByKey, data.toString().split('#')[0]!, data.toString());
      }
      const last = records.at(-1);
      if (last) reader.position = { after: last.sequenceNumber };
      reader.ended = ended;
    }
  }

  for (let step = 0; step < 80; step += 1) {
    await clock.advance(below(800));
    const choice = random();
    if (choice < 0.45) put();
    else if (choice < 0.6) await reshard();
    else if (choice < 0.65) {
      kinesis.close();
      kinesis = open();
    } else read();
  }
  const total = () => [...readers.values()].reduce((sum, reader) => sum + reader.read.length, 0);
  for (let before = -1, idle = 0; idle < 3; before = total()) {
    read();
    idle = total() === before ? idle + 1 : 0;
  }
  kinesis.close();

  expect(
    Object.fromEntries([...readers].flatMap(([id, { read: texts }]) => (texts.length > 0 ? [[id, texts]] : []))),
  ).toEqual(Object.fromEntries(acknowledged));
  expect(Object.fromEntries(readByKey)).toEqual(Object.fromEntries(byKey));
  return { records: total(), reshardings, throttled };
}

describe('simulated lineages of shards', () => {
  it('are read exactly once, in shard order, and in put order for each key when children follow their parents', async () => {
    const sum = { records: 0, reshardings: 0, throttled: 0 };
    for (let seed = SEED; seed < SEED + 15; seed += 1) {
      try {
        const result = await simulate(seed, directory());
        for (const name of ['records', 'reshardings', 'throttled'] as const) sum[name] += result[name];
      } catch (error) {
        throw new Error(`Seed ${seed} fails; SEED=${seed} repeats it.`, { cause: error });
      }
    }
    console.log(`lineage simulation: seeds ${SEED} to ${SEED + 14}`, sum);
    expect(sum.reshardings).toBeGreaterThan(50);
    expect(sum.throttled).toBeGreaterThan(0);
  });
});
