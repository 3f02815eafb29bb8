import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openShardLog, type ShardLog } from '../../../local/kinesis/shard-log.ts';
import { useDirectories } from './support.ts';

const directory = useDirectories();
const EVERYTHING = { records: 10_000, bytes: 100 * 1024 * 1024 };
const START = Date.UTC(2026, 0, 1);

function entries(...texts: string[]) {
  return texts.map((text) => ({ partitionKey: `key-${text}`, data: Buffer.from(text) }));
}

/** Everything from an offset on, over as many reads as it takes. */
function readAll(log: ShardLog, from = 0, limit = EVERYTHING, notBefore = 0): string[] {
  const texts: string[] = [];
  for (let offset = from; ; ) {
    const { records, next } = log.read(offset, limit, notBefore);
    if (records.length === 0) return texts;
    texts.push(...records.map((record) => record.data.toString()));
    offset = next;
  }
}

function files(path: string): string[] {
  return readdirSync(path).sort();
}

describe('a shard log', () => {
  it('answers records in the order they were appended, with keys, times and places', () => {
    const log = openShardLog({ directory: directory() });
    const places = [...log.append(entries('a', 'b'), START), ...log.append(entries('c'), START + 5)];
    const { records, next } = log.read(0, EVERYTHING, 0);
    expect(records.map(({ data }) => data.toString())).toEqual(['a', 'b', 'c']);
    expect(records.map(({ partitionKey }) => partitionKey)).toEqual(['key-a', 'key-b', 'key-c']);
    expect(records.map(({ timestamp }) => timestamp - START)).toEqual([0, 0, 5]);
    expect(records.map(({ offset, length }) => ({ offset, length }))).toEqual(places);
    expect(next).toBe(log.end());
    expect(log.read(next, EVERYTHING, 0)).toEqual({ records: [], next });
    log.close();
  });

  it('takes any bytes as data, none at all too', () => {
    const log = openShardLog({ directory: directory() });
    const all = [Buffer.alloc(0), Buffer.from([0, 255, 10, 13]), Buffer.alloc(100_000, 7)];
    log.append(
      all.map((data) => ({ partitionKey: 'ключ-😀', data })),
      START,
    );
    const { records } = log.read(0, EVERYTHING, 0);
    expect(records.every(({ data }, i) => data.equals(all[i]!))).toBe(true);
    expect(records[0]!.partitionKey).toBe('ключ-😀');
    log.close();
  });

  it('makes no file before the first record', () => {
    const path = join(directory(), 'shard');
    const log = openShardLog({ directory: path });
    expect([log.start(), log.end()]).toEqual([0, 0]);
    expect(log.read(0, EVERYTHING, 0)).toEqual({ records: [], next: 0 });
    expect(() => files(path)).toThrow(/ENOENT/);
    log.append(entries('a'), START);
    expect(files(path)).toEqual(['0000000000000000.log']);
    log.close();
  });

  it('goes on where it was after it is opened again', () => {
    const path = directory();
    const first = openShardLog({ directory: path });
    first.append(entries('a', 'b'), START);
    const end = first.end();
    first.close();
    const second = openShardLog({ directory: path });
    expect(second.append(entries('c'), START + 1)[0]!.offset).toBe(end);
    expect(readAll(second)).toEqual(['a', 'b', 'c']);
    second.close();
  });

  it('keeps arrival times from running backwards, also over a restart', () => {
    const path = directory();
    const first = openShardLog({ directory: path });
    first.append(entries('a'), START + 100);
    first.append(entries('b'), START);
    first.close();
    const second = openShardLog({ directory: path });
    second.append(entries('c'), START + 50);
    expect(second.read(0, EVERYTHING, 0).records.map(({ timestamp }) => timestamp - START)).toEqual([100, 100, 100]);
    second.close();
  });

  it('honours both limits of a read, but never answers nothing where there is something', () => {
    const log = openShardLog({ directory: directory() });
    log.append(
      [1000, 1000, 5000, 10].map((size) => ({ partitionKey: 'k', data: Buffer.alloc(size) })),
      START,
    );
    const sizes = (limit: { records: number; bytes: number }, from = 0) =>
      log.read(from, limit, 0).records.map(({ data }) => data.length);
    expect(sizes({ records: 2, bytes: 1e6 })).toEqual([1000, 1000]);
    expect(sizes({ records: 10, bytes: 2002 })).toEqual([1000, 1000]);
    expect(sizes({ records: 10, bytes: 2001 })).toEqual([1000]);
    expect(sizes({ records: 10, bytes: 1 })).toEqual([1000]);
    expect(sizes({ records: 10, bytes: 100 }, log.read(0, { records: 2, bytes: 1e6 }, 0).next)).toEqual([5000]);
    log.close();
  });

  it('reads a record larger than any window', () => {
    const log = openShardLog({ directory: directory() });
    const data = Buffer.alloc(3 * 1024 * 1024, 'x');
    log.append([...entries('a'), { partitionKey: 'k', data }, ...entries('b')], START);
    let offset = 0;
    const lengths: number[] = [];
    while (offset < log.end()) {
      const { records, next } = log.read(offset, { records: 5, bytes: 1000 }, 0);
      lengths.push(...records.map((record) => record.data.length));
      offset = next;
    }
    expect(lengths).toEqual([1, data.length, 1]);
    log.close();
  });

  it('spreads over files and reads across them, before and after a restart', () => {
    const path = directory();
    const texts = Array.from({ length: 200 }, (_, i) => `record ${i}`);
    const log = openShardLog({ directory: path, segmentBytes: 1000 });
    for (let i = 0; i < texts.length; i += 7) log.append(entries(...texts.slice(i, i + 7)), START + i);
    expect(files(path).length).toBeGreaterThan(5);
    expect(readAll(log)).toEqual(texts);
    log.close();
    const again = openShardLog({ directory: path, segmentBytes: 1000 });
    expect(readAll(again, 0, { records: 3, bytes: 1e6 })).toEqual(texts);
    again.close();
  });

  it('finds the first record at or after an instant, before and after a restart', () => {
    const path = directory();
    let log = openShardLog({ directory: path, segmentBytes: 500 });
    for (let i = 0; i < 50; i += 1) log.append(entries(`${i}a`, `${i}b`), START + i * 10);
    const check = () => {
      const at = (ms: number) =>
        log.read(log.offsetAt(START + ms), { records: 1, bytes: 1e6 }, 0).records[0]?.data.toString();
      expect([-1, 0, 1, 10, 11, 255, 490, 491].map(at)).toEqual([
        '0a',
        '0a',
        '1a',
        '1a',
        '2a',
        '26a',
        '49a',
        undefined,
      ]);
    };
    check();
    log.close();
    log = openShardLog({ directory: path, segmentBytes: 500 });
    check();
    log.close();
  });

  it('skips records from before an instant, wherever reading begins', () => {
    const log = openShardLog({ directory: directory(), segmentBytes: 500 });
    for (let i = 0; i < 50; i += 1) log.append(entries(`${i}`), START + i * 10);
    expect(readAll(log, 0, EVERYTHING, START + 485)).toEqual(['49']);
    expect(readAll(log, 0, EVERYTHING, START + 1000)).toEqual([]);
    log.close();
  });

  it('drops whole files before an instant and goes on reading from what is left', () => {
    const path = directory();
    const log = openShardLog({ directory: path, segmentBytes: 300 });
    for (let i = 0; i < 40; i += 1) log.append(entries(`${i}`), START + i);
    const before = files(path).length;
    log.dropBefore(START + 20);
    expect(files(path).length).toBeLessThan(before);
    const kept = readAll(log);
    expect(kept.at(-1)).toBe('39');
    expect(Number(kept[0])).toBeLessThanOrEqual(20);
    expect(log.start()).toBeGreaterThan(0);
    log.dropBefore(START + 1_000_000);
    expect(files(path)).toHaveLength(1);
    log.close();
    const again = openShardLog({ directory: path, segmentBytes: 300 });
    expect(readAll(again).at(-1)).toBe('39');
    again.close();
  });

  it('knows where a record lies and where none does', () => {
    const log = openShardLog({ directory: directory() });
    const [a, b] = log.append(entries('a', 'b'), START);
    expect(log.holds(a!.offset, a!.length)).toBe(true);
    expect(log.holds(b!.offset, b!.length)).toBe(true);
    expect(log.holds(a!.offset, a!.length + 1)).toBe(false);
    expect(log.holds(a!.offset + 1, a!.length)).toBe(false);
    expect(log.holds(log.end(), a!.length)).toBe(false);
    log.close();
  });

  it('appends nothing when a write fails, and goes on afterwards', () => {
    const path = directory();
    const log = openShardLog({ directory: path, segmentBytes: 100 });
    log.append(entries('a'), START);
    const blocked = join(path, `${String(log.end()).padStart(16, '0')}.log`);
    writeFileSync(blocked, 'in the way');
    expect(() => log.append(entries('b'.repeat(100)), START)).toThrow(/EEXIST/);
    rmSync(blocked);
    log.append(entries('c'), START);
    expect(readAll(log)).toEqual(['a', 'c']);
    log.close();
  });
});

describe('a shard log after a crash', () => {
  const written = (path: string) => {
    const log = openShardLog({ directory: path });
    log.append(entries('a', 'b', 'c'), START);
    log.append(entries('d', 'e'), START + 1);
    log.close();
    return join(path, files(path)[0]!);
  };

  it.each([1, 5, 16, 17, 20, 27])('cuts off a last record that lacks %i bytes', (missing) => {
    const path = directory();
    const file = written(path);
    truncateSync(file, statSync(file).size - missing);
    const log = openShardLog({ directory: path });
    expect(readAll(log)).toEqual(['a', 'b', 'c', 'd']);
    log.append(entries('f'), START + 2);
    log.close();
    const again = openShardLog({ directory: path });
    expect(readAll(again)).toEqual(['a', 'b', 'c', 'd', 'f']);
    again.close();
  });

  it('cuts off trailing zeros and garbage', () => {
    for (const tail of [Buffer.alloc(4096), Buffer.from('garbage '.repeat(1000))]) {
      const path = directory();
      appendFileSync(written(path), tail);
      const log = openShardLog({ directory: path });
      expect(readAll(log)).toEqual(['a', 'b', 'c', 'd', 'e']);
      log.close();
    }
  });

  it('forgets an empty last file', () => {
    const path = directory();
    const file = written(path);
    writeFileSync(join(path, `${String(statSync(file).size).padStart(16, '0')}.log`), 'torn');
    const log = openShardLog({ directory: path });
    log.append(entries('f'), START + 2);
    expect(readAll(log)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
    log.close();
  });

  it('reports damage in the middle instead of cutting off what follows', () => {
    const path = directory();
    const file = written(path);
    const bytes = readFileSync(file);
    for (const at of [0, 5, 9, 15, 40]) {
      const damaged = Buffer.from(bytes);
      damaged[at]! ^= 0x40;
      writeFileSync(file, damaged);
      expect(() => openShardLog({ directory: path })).toThrow(
        /is damaged: bytes \d+ to \d+ hold no valid record, yet valid ones follow/,
      );
      expect(statSync(file).size).toBe(bytes.length);
    }
  });

  it('reports a missing file between two others', () => {
    const path = directory();
    const log = openShardLog({ directory: path, segmentBytes: 100 });
    for (let i = 0; i < 10; i += 1) log.append(entries('x'.repeat(50)), START);
    log.close();
    rmSync(join(path, files(path)[3]!));
    expect(() => openShardLog({ directory: path })).toThrow(/it ends at \d+, but the next file begins at \d+/);
  });

  it('reports a damaged end of a file after which another was begun', () => {
    const path = directory();
    const file = written(path);
    const bytes = readFileSync(file);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(file, bytes);
    writeFileSync(join(path, `${String(bytes.length).padStart(16, '0')}.log`), '');
    expect(() => openShardLog({ directory: path })).toThrow(
      /no valid record begins at byte \d+, yet a newer file was begun/,
    );
  });

  it('reports damage in an older file when it is read, after what is still good', () => {
    const path = directory();
    const log = openShardLog({ directory: path, segmentBytes: 400 });
    for (let i = 0; i < 30; i += 1) log.append(entries(`record ${i} ${'x'.repeat(20)}`), START);
    log.close();
    const file = join(path, files(path)[1]!);
    const bytes = readFileSync(file);
    bytes[bytes.length - 3]! ^= 1;
    writeFileSync(file, bytes);
    const again = openShardLog({ directory: path, segmentBytes: 400 });
    let offset = 0;
    let good = 0;
    expect(() => {
      for (;;) {
        const { records, next } = again.read(offset, EVERYTHING, 0);
        good += records.length;
        offset = next;
      }
    }).toThrow(/no valid record begins at byte/);
    expect(good).toBeGreaterThan(5);
    again.close();
  });
});
