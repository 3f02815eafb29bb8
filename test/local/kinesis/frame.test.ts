import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginsFrame, frameLength, readFrame, writeFrame } from '../../../local/kinesis/frame.ts';

const record = fc.record({
  timestamp: fc.integer({ min: 0, max: 4e12 }),
  partitionKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).filter((key) => key.isWellFormed()),
  data: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
});
const offset = fc.nat({ max: Number.MAX_SAFE_INTEGER });

function frame(at: number, given: { timestamp: number; partitionKey: string; data: Buffer }, where: number): Buffer {
  const length = frameLength(given.partitionKey, given.data);
  const bytes = Buffer.alloc(at + length);
  writeFrame(bytes, at, where, length, given);
  return bytes;
}

describe('a frame', () => {
  it('reads back what was written, at its own offset', () => {
    fc.assert(
      fc.property(record, offset, fc.nat({ max: 20 }), (given, where, at) => {
        const result = readFrame(frame(at, given, where), at, where);
        expect(result).toEqual({ ok: true, frame: { ...given, length: frameLength(given.partitionKey, given.data) } });
      }),
      { seed: 20261121 },
    );
  });

  it('is not valid at another offset', () => {
    fc.assert(
      fc.property(record, offset, offset, (given, where, other) => {
        fc.pre(where !== other);
        expect(beginsFrame(frame(0, given, where), 0, other)).toBe(false);
      }),
      { seed: 20261121 },
    );
  });

  it('is incomplete when its end is missing, and says how much it needs', () => {
    fc.assert(
      fc.property(record, offset, fc.double({ min: 0, max: 0.999, noNaN: true }), (given, where, part) => {
        const whole = frame(0, given, where);
        const cut = whole.subarray(0, Math.floor(whole.length * part));
        const result = readFrame(cut, 0, where);
        expect(result).toEqual({ ok: false, reason: 'Incomplete', needed: cut.length < 12 ? 12 : whole.length });
      }),
      { seed: 20261121 },
    );
  });

  it('is damaged when any one bit of it has changed', () => {
    fc.assert(
      fc.property(record, offset, fc.nat(), (given, where, at) => {
        const bytes = frame(0, given, where);
        const bit = at % (bytes.length * 8);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect(readFrame(bytes, 0, where)).toEqual({ ok: false, reason: 'Damaged' });
      }),
      { seed: 20261121, numRuns: 300 },
    );
  });
});
