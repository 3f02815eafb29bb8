import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSequencer, parseSequenceNumber } from '../../../local/kinesis/sequence-number.ts';

const place = fc.record({
  streamCreatedMs: fc.nat({ max: 4e12 }),
  shardIndex: fc.nat({ max: 2 ** 31 - 1 }),
  offset: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  length: fc.nat({ max: 2 ** 24 }),
});

describe('a sequence number', () => {
  it('holds the place of its record in 56 digits that AWS clients accept', () => {
    fc.assert(
      fc.property(place, (given) => {
        const text = createSequencer(given.streamCreatedMs, given.shardIndex)(given.offset, given.length);
        expect(text).toMatch(/^[1-9]\d{55}$/);
        expect(parseSequenceNumber(text)).toEqual(given);
      }),
      { seed: 20261121 },
    );
  });

  it('grows with the offset and from parent to child, as text and as number', () => {
    const parent = createSequencer(1_767_225_600_000, 3);
    const child = createSequencer(1_767_225_600_000, 4);
    const inOrder = [parent(0, 0), parent(0, 100), parent(100, 7), parent(1e12, 0), child(0, 0), child(0, 50)];
    expect([...inOrder].sort()).toEqual(inOrder);
    expect(inOrder.map(BigInt)).toEqual([...inOrder].map(BigInt).sort((a, b) => (a < b ? -1 : 1)));
  });

  it.each([
    '',
    '0',
    '5',
    '49590338271490256608559692538361571095921575989136588898',
    '49'.padEnd(57, '0'),
    `49${'x'.repeat(54)}`,
  ])('is not %j', (text) => {
    // AWS's own numbers have this length too; what they would decode to is refused as not of this stream.
    const parsed = parseSequenceNumber(text);
    if (/^49\d{54}$/.test(text)) expect(parsed).toBeDefined();
    else expect(parsed).toBeUndefined();
  });
});
