import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createLoad } from '../../../local/firehose/load.ts';
import { createObjectBody, deflateOffThread } from '../../../local/firehose/object-body.ts';
import { createRandom } from '../../../local/random.ts';
import { deflateNow } from './engine.ts';

const MAX = { transforming: 1e9, buffered: 1e9, writing: 1e9 };
const noLoad = { add: () => {} };

function randomRows(seed: number, count: number): Buffer[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, (_, at) =>
    Buffer.from(`{"n":${at},"x":"${'ab'.repeat(Math.floor(random() ** 8 * 200_000))}${random()}"}\n`),
  );
}

describe('the body of an object', () => {
  it('is one gzip member, however many pieces it was compressed in', async () => {
    for (const deflate of [deflateNow, deflateOffThread]) {
      const rows = randomRows(1, 500);
      const body = createObjectBody(deflate, noLoad);
      for (const row of rows) body.add(row);
      const object = await body.finish();
      expect(gunzipSync(object).equals(Buffer.concat(rows))).toBe(true);
      expect(object.length).toBeLessThan(Buffer.concat(rows).length / 10);
    }
  });

  it('is the rows themselves without compression', async () => {
    const rows = randomRows(2, 300);
    const body = createObjectBody(undefined, noLoad);
    for (const row of rows) body.add(row);
    expect((await body.finish()).equals(Buffer.concat(rows))).toBe(true);
  });

  it('may be empty, of empty rows or of rows larger than a piece', async () => {
    for (const rows of [
      [],
      [Buffer.alloc(0)],
      [Buffer.alloc(1_000_000, 65)],
      [Buffer.alloc(10), Buffer.alloc(300_000, 66), Buffer.alloc(10)],
    ]) {
      const body = createObjectBody(deflateNow, noLoad);
      for (const row of rows) body.add(row);
      expect(gunzipSync(await body.finish()).equals(Buffer.concat(rows))).toBe(true);
    }
  });

  it('keeps no hold on the memory of the rows', async () => {
    const row = Buffer.from('first\n');
    const body = createObjectBody(undefined, noLoad);
    body.add(row);
    row.fill(0);
    expect((await body.finish()).toString()).toBe('first\n');
  });

  it('holds little of what compresses well, and gives all of it back', async () => {
    const load = createLoad(MAX, () => {});
    const body = createObjectBody(deflateNow, load);
    for (let at = 0; at < 100; at += 1) body.add(Buffer.alloc(100_000, at));
    await Promise.resolve();
    await Promise.resolve();
    expect(load.bytes('buffered')).toBe(body.heldBytes());
    expect(load.bytes('buffered')).toBeLessThan(500_000);
    await body.finish();
    expect(load.bytes('buffered')).toBe(0);
    expect(load.bytes('writing')).toBe(body.heldBytes());
    body.release();
    expect(load.bytes('writing')).toBe(0);
  });
});
