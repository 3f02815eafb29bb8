import { ID_BYTES } from './record-id.ts';

const WORDS = ID_BYTES / 4;
const SLOTS_AT_FIRST = 1024;

/** A multiset of ids: how often each was seen. About 35 bytes an id, so a million take little. */
export interface IdCounts {
  /** Counts one more of `id`, which has {@link ID_BYTES} bytes. */
  add(id: Buffer): void;
  count(id: Buffer): number;
  /** All that were added, repeats included. */
  readonly total: number;
  /** Each id once, with its count; the buffer is used again for the next one. */
  entries(): Generator<[id: Buffer, count: number]>;
}

/** An open-addressing table over typed arrays. */
export function createIdCounts(): IdCounts {
  let slots = SLOTS_AT_FIRST;
  let ids = new Uint32Array(slots * WORDS);
  let counts = new Uint32Array(slots);
  let distinct = 0;
  let total = 0;

  /** The slot that holds the id, or the empty one where it belongs. */
  function slotOf(a: number, b: number, c: number, d: number): number {
    let slot = Math.imul(a ^ b ^ c ^ d, 0x9e3779b1) >>> 0;
    for (slot %= slots; counts[slot] !== 0; slot = (slot + 1) % slots) {
      const at = slot * WORDS;
      if (ids[at] === a && ids[at + 1] === b && ids[at + 2] === c && ids[at + 3] === d) break;
    }
    return slot;
  }

  function put(a: number, b: number, c: number, d: number, count: number): void {
    const slot = slotOf(a, b, c, d);
    if (counts[slot] === 0) {
      ids.set([a, b, c, d], slot * WORDS);
      distinct += 1;
    }
    counts[slot]! += count;
  }

  function grow(): void {
    const [oldIds, oldCounts] = [ids, counts];
    slots *= 2;
    ids = new Uint32Array(slots * WORDS);
    counts = new Uint32Array(slots);
    distinct = 0;
    for (const [slot, count] of oldCounts.entries()) {
      const at = slot * WORDS;
      if (count > 0) put(oldIds[at]!, oldIds[at + 1]!, oldIds[at + 2]!, oldIds[at + 3]!, count);
    }
  }

  return {
    get total() {
      return total;
    },
    add(id) {
      if (id.length !== ID_BYTES) throw new RangeError(`An id has ${ID_BYTES} bytes, not ${id.length}.`);
      if (distinct * 3 >= slots * 2) grow();
      put(id.readUInt32BE(0), id.readUInt32BE(4), id.readUInt32BE(8), id.readUInt32BE(12), 1);
      total += 1;
    },
    count: (id) => counts[slotOf(id.readUInt32BE(0), id.readUInt32BE(4), id.readUInt32BE(8), id.readUInt32BE(12))]!,
    *entries() {
      const id = Buffer.alloc(ID_BYTES);
      for (let slot = 0; slot < slots; slot++) {
        if (counts[slot] === 0) continue;
        for (let word = 0; word < WORDS; word++) id.writeUInt32BE(ids[slot * WORDS + word]!, word * 4);
        yield [id, counts[slot]!];
      }
    },
  };
}
