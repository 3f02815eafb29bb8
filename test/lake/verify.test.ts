import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdCounts, type IdCounts } from '../../lake/id-counts.ts';
import { identify, printId } from '../../lake/record-id.ts';
import { verify } from '../../lake/verify.ts';

const SEED = 20260713;

const counts = (names: string[]): IdCounts => {
  const all = createIdCounts();
  for (const name of names) all.add(identify(Buffer.from(JSON.stringify({ EventID: name }))).id);
  return all;
};

const evidence = (
  written: string[],
  delivered: string[],
  failed: string[] = [],
  removedByTtl: string[] = [],
  dropped = removedByTtl.length,
) => ({
  written: counts(written),
  removedByTtl: counts(removedByTtl),
  delivered: counts(delivered),
  failed: counts(failed),
  dropped,
});

describe('the sum', () => {
  it('holds when every record is delivered, failed or dropped, once', () => {
    expect(verify(evidence(['a', 'b', 'b', 'c', 'd'], ['b', 'a', 'b'], ['c'], ['d']))).toMatchObject({
      written: 5,
      delivered: 3,
      failed: 1,
      dropped: 1,
      lost: 0,
      duplicated: 0,
      unexpected: 0,
      holds: true,
    });
  });

  it.each([
    ['a loss', evidence(['a', 'b'], ['a']), { lost: 1 }],
    ['a repeat', evidence(['a'], ['a', 'a']), { duplicated: 1 }],
    ['a record that is both delivered and failed', evidence(['a'], ['a'], ['a']), { duplicated: 1 }],
    ['a loss and a repeat that make up for each other', evidence(['a', 'b'], ['a', 'a']), { lost: 1, duplicated: 1 }],
    ['a loss and a stranger that make up for each other', evidence(['a', 'b'], ['a', 'x']), { lost: 1, unexpected: 1 }],
    [
      'a loss that a drop counted twice would hide',
      evidence(['a', 'b', 't'], ['a'], [], ['t'], 2),
      { lost: 1, droppedTooMany: 1 },
    ],
    ['a loss that is called dropped', evidence(['a', 'b'], ['a'], [], [], 1), { lost: 1, droppedTooMany: 1 }],
    ['a removal that left without being counted', evidence(['a', 't'], ['a'], [], ['t'], 0), { lost: 1 }],
    [
      'a drop that is counted although the record was delivered',
      evidence(['t'], ['t'], [], ['t'], 1),
      { droppedTooMany: 1 },
    ],
    ['one of two equal records', evidence(['a', 'a'], ['a']), { lost: 1 }],
  ])('shows %s', (_, given, expected) => {
    expect(verify(given)).toMatchObject({
      lost: 0,
      duplicated: 0,
      unexpected: 0,
      droppedTooMany: 0,
      ...expected,
      holds: false,
    });
  });

  it('names the first few records of each kind', () => {
    const [lost, repeated] = [randomUUID(), randomUUID()];
    const { examples } = verify(evidence([lost, repeated], [repeated, repeated, 'no uuid']));
    expect(examples.lost).toEqual([lost]);
    expect(examples.duplicated).toEqual([repeated]);
    expect(examples.unexpected[0]).toMatch(/^sha256:[0-9a-f]{32}$/);
  });

  it(`finds any losses and repeats, swapped or not (seed ${SEED})`, () => {
    const ids = fc.array(fc.nat(30).map(String), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(ids, fc.infiniteStream(fc.nat()), (written, randoms) => {
        const random = (below: number) => (randoms.next().value ?? 0) % below;
        const arrived: string[] = [];
        const expected = { lost: 0, duplicated: 0, unexpected: 0 };
        // By id: how many copies arrive is drawn, so that losses and repeats cancel in number again and again.
        for (const id of new Set(written)) {
          const times = written.filter((each) => each === id).length;
          const copies = random(3) === 0 ? random(times + 3) : times;
          for (let copy = 0; copy < copies; copy++) arrived.splice(random(arrived.length + 1), 0, id);
          expected.lost += Math.max(0, times - copies);
          expected.duplicated += Math.max(0, copies - times);
        }
        for (let strangers = random(3); strangers > 0; strangers--) {
          arrived.push(`stranger ${strangers}`);
          expected.unexpected += 1;
        }
        const cut = random(arrived.length + 1);
        const { holds, ...found } = verify(evidence(written, arrived.slice(0, cut), arrived.slice(cut)));
        expect(found).toMatchObject(expected);
        expect(holds).toBe(expected.lost + expected.duplicated + expected.unexpected === 0);
      }),
      { seed: SEED, numRuns: 500 },
    );
  });
});

describe('who a record is', () => {
  const uuid = randomUUID();
  const id = (value: unknown) =>
    printId(identify(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value))).id);

  it('is its event id, in a change record and in a row', () => {
    expect(id({ eventID: uuid, eventName: 'INSERT', dynamodb: {} })).toBe(uuid);
    expect(id({ EventID: uuid, LivestreamID: 'x' })).toBe(uuid);
    expect(id({ EventID: 'x', eventID: uuid, dynamodb: {} })).toBe(uuid);
  });

  it('tells spellings, kinds and bytes apart', () => {
    const others = [
      { EventID: uuid.toUpperCase() },
      { EventID: 'x' },
      'x',
      '{',
      '',
      '{} ',
      '{}',
      'null',
      '[1]',
      { EventID: 1 },
      { EventID: '' },
      { EventID: '\ud800' },
      { EventID: '\ud801' },
    ];
    expect(new Set([uuid, ...others.map(id)]).size).toBe(others.length + 1);
  });

  it('goes by the bytes where there is no id, also when they are no text', () => {
    expect(identify(Buffer.from([0xff, 0xfe])).id.equals(identify(Buffer.from([0xff, 0xfd])).id)).toBe(false);
    expect(identify(Buffer.from([0xff])).id.equals(identify(Buffer.from([0xff])).id)).toBe(true);
  });

  it('knows a removal by TTL', () => {
    const removal = { eventID: uuid, eventName: 'REMOVE', dynamodb: {} };
    const removedByTtl = (value: unknown) => identify(Buffer.from(JSON.stringify(value))).removedByTtl;
    expect(removedByTtl({ ...removal, userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } })).toBe(
      true,
    );
    expect(removedByTtl({ ...removal, userIdentity: null })).toBe(false);
    expect(removedByTtl(removal)).toBe(false);
    expect(
      removedByTtl({ ...removal, eventName: 'INSERT', userIdentity: { principalId: 'dynamodb.amazonaws.com' } }),
    ).toBe(false);
  });
});

describe('a multiset of ids', () => {
  it('counts a quarter of a million ids exactly', () => {
    const all = createIdCounts();
    const idOf = (n: number) => {
      const id = Buffer.alloc(16);
      id.writeUInt32BE(n, 12);
      return id;
    };
    for (let n = 0; n < 250_000; n++)
      for (let copies = 0; copies <= (n % 100 === 0 ? 1 : 0); copies++) all.add(idOf(n));
    expect(all.total).toBe(252_500);
    expect([all.count(idOf(0)), all.count(idOf(1)), all.count(idOf(249_999)), all.count(idOf(250_000))]).toEqual([
      2, 1, 1, 0,
    ]);
    let sum = 0;
    for (const [, count] of all.entries()) sum += count;
    expect(sum).toBe(252_500);
  });
});
