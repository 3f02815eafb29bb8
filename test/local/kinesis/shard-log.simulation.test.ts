import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openShardLog, type ShardLog } from '../../../local/kinesis/shard-log.ts';
import { SEED, seededRandom, useDirectories } from './support.ts';

const directory = useDirectories();
const SEGMENT_BYTES = 2000;

interface Kept {
  text: string;
  timestamp: number;
  offset: number;
}

/** A log beside a plain list of what it must hold; every step checks a read from a random place. */
function simulate(seed: number, path: string): { crashes: number; records: number } {
  const random = seededRandom(seed);
  const below = (count: number) => Math.floor(random() * count);
  const model: Kept[] = [];
  let log = openShardLog({ directory: path, segmentBytes: SEGMENT_BYTES });
  let now = 1_000_000;
  let serial = 0;
  let crashes = 0;

  const batch = () =>
    Array.from({ length: 1 + below(8) }, () => {
      serial += 1;
      return { partitionKey: `k${serial % 5}`, data: Buffer.from(`${serial}:${'x'.repeat(below(120))}`) };
    });
  const appended = (entries: ReturnType<typeof batch>, places: { offset: number }[]) =>
    entries.map(({ data }, i) => ({ text: data.toString(), timestamp: now, offset: places[i]!.offset }));

  const steps: (() => void)[] = [
    () => {
      const entries = batch();
      model.push(...appended(entries, log.append(entries, now)));
    },
    () => {
      log.close();
      log = openShardLog({ directory: path, segmentBytes: SEGMENT_BYTES });
    },
    // Killed in the middle of an append: a part of its bytes is in the file, nothing was acknowledged.
    () => {
      crashes += 1;
      const before = sizes(path);
      const entries = batch();
      const unacknowledged = appended(entries, log.append(entries, now));
      log.close();
      const [file, size] = [...sizes(path)].at(-1)!;
      const kept = before.get(file) ?? 0;
      truncateSync(join(path, file), kept + below(size - kept + 1));
      log = openShardLog({ directory: path, segmentBytes: SEGMENT_BYTES });
      model.push(...unacknowledged.filter(({ offset }) => offset < log.end()));
    },
    // Killed between the creation of a file and its first byte.
    () => {
      if (log.end() === 0 || [...sizes(path).values()].at(-1) === 0) return;
      crashes += 1;
      log.close();
      writeFileSync(join(path, `${String(log.end()).padStart(16, '0')}.log`), '');
      log = openShardLog({ directory: path, segmentBytes: SEGMENT_BYTES });
    },
    () => {
      const horizon = now - below(2000);
      log.dropBefore(horizon);
      while (model.length > 0 && model[0]!.offset < log.start()) {
        expect(model.shift()!.timestamp).toBeLessThan(horizon);
      }
    },
  ];

  for (let step = 0; step < 60; step += 1) {
    now += below(300);
    steps[random() < 0.5 ? 0 : below(steps.length)]!();
    check(log, model, random, now);
  }
  log.close();
  return { crashes, records: serial };
}

function check(log: ShardLog, model: Kept[], random: () => number, now: number): void {
  const notBefore = random() < 0.7 ? 0 : now - Math.floor(random() * 3000);
  const visible = model.filter(({ timestamp }) => timestamp >= notBefore);
  const from = random() < 0.3 ? undefined : visible[Math.floor(random() * visible.length)];
  const expected = from ? visible.slice(visible.indexOf(from)) : visible;
  const limit = { records: 1 + Math.floor(random() * 20), bytes: 1 + Math.floor(random() * 3000) };
  const read: string[] = [];
  for (let offset = from?.offset ?? 0; ; ) {
    const { records, next } = log.read(offset, limit, notBefore);
    if (records.length === 0) break;
    read.push(...records.map(({ data }) => data.toString()));
    offset = next;
  }
  expect(read).toEqual(expected.map(({ text }) => text));
  const instant = now - Math.floor(random() * 3000);
  expect(log.offsetAt(instant)).toBe(model.find(({ timestamp }) => timestamp >= instant)?.offset ?? log.end());
}

function sizes(path: string): Map<string, number> {
  return new Map(
    readdirSync(path)
      .sort()
      .map((file) => [file, statSync(join(path, file)).size]),
  );
}

describe('a simulated shard log', () => {
  it('holds exactly what was acknowledged, and whole unacknowledged records at most, through crashes at any byte', () => {
    let crashes = 0;
    let records = 0;
    for (let seed = SEED; seed < SEED + 60; seed += 1) {
      try {
        const result = simulate(seed, directory());
        crashes += result.crashes;
        records += result.records;
      } catch (error) {
        throw new Error(`Seed ${seed} fails; SEED=${seed} repeats it.`, { cause: error });
      }
    }
    console.log(`shard log simulation: seeds ${SEED} to ${SEED + 59}, ${records} records, ${crashes} crashes`);
    expect(crashes).toBeGreaterThan(100);
  });
});
