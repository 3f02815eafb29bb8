import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeValueJson } from '../../shared/attribute-value-json.ts';
import { imageJson } from '../../shared/image-json.ts';

/** Another at every run, unless it is given. */
const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 31);
const numRuns = Number(process.env.FUZZ_RUNS ?? 2_000);

describe("an item's image as JSON", () => {
  it('holds every attribute, in the order they came in', () => {
    const image = { b: { N: '1.50' }, a: { M: { x: { NS: ['1'] } } }, '': { NULL: true } };
    expect(imageJson(image, 'text')).toBe('{"b":"1.50","a":{"x":["1"]},"":null}');
    expect(imageJson(image, 'literal')).toBe('{"b":1.50,"a":{"x":[1]},"":null}');
    expect(imageJson({}, 'text')).toBe('{}');
  });

  it('keeps an attribute called __proto__ and changes no prototype', () => {
    const image: unknown = JSON.parse('{"__proto__":{"M":{"polluted":{"BOOL":true}}}}');
    const parsed = JSON.parse(imageJson(image, 'text')!) as object;
    expect(Object.entries(parsed)).toEqual([['__proto__', { polluted: true }]]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('writes every character that SQS refuses as an escape, in values and names, and means the same', () => {
    const everyUnit = Array.from({ length: 0x1_0000 }, (_, unit) => String.fromCharCode(unit)).join('|');
    const text = imageJson({ [everyUnit]: { S: everyUnit } }, 'text')!;
    expect(text).not.toMatch(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u);
    expect(JSON.parse(text)).toEqual({ [everyUnit]: everyUnit });
  });

  it('is undefined where one attribute is no AttributeValue, or the image no object', () => {
    expect(imageJson({ a: { S: 'fine' }, b: { N: 'ten' } }, 'text')).toBeUndefined();
    for (const image of [undefined, null, [], 'x', 1]) expect(imageJson(image, 'text')).toBeUndefined();
  });

  it.each([
    ['letters', 'x', 1],
    ['control characters, six bytes each', '\u0001', 6],
    ['emoji', '👋', 4],
  ])('carries an item of 400 KB of %s whole', (_, character, bytesEach) => {
    const count = Math.floor((400 * 1_024) / Buffer.byteLength(character));
    const text = imageJson({ Message: { S: character.repeat(count) } }, 'text')!;
    expect(Buffer.byteLength(text)).toBe(count * bytesEach + '{"Message":""}'.length);
    expect((JSON.parse(text) as { Message: string }).Message).toHaveLength(character.length * count);
  });

  it(`is to the byte what its attributes are one by one, whatever they are (seed ${seed})`, () => {
    const oneByOne = (image: unknown) =>
      attributeValueJson({ M: image }, 'text')?.replaceAll(/[\ufffe\uffff]/g, escapeOf);
    fc.assert(
      fc.property(images(), (image) => {
        expect(imageJson(image, 'text')).toBe(oneByOne(image));
      }),
      { seed, numRuns },
    );
  });
});

const escapeOf = (character: string): string => `\\u${character.charCodeAt(0).toString(16)}`;

/** Most of strings and numbers only, some of every type, some with what is no AttributeValue. */
function images(): fc.Arbitrary<object> {
  const characters = fc.constantFrom(
    'a',
    '"',
    '\\',
    '\n',
    '\u0000',
    'é',
    '민',
    '👋',
    '\ud800',
    '\udfff',
    '\ufffe',
    '\uffff',
  );
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: characters }));
  const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'toJSON', 'S', '', '0', '10', '-1', '01'));
  const number = fc.oneof(
    fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }).map(String),
    fc.constantFrom('0', '-0', '1.50', '1E+125', `-0.${'9'.repeat(38)}`),
  );
  const string = fc.record({ S: text });
  const scalar = fc.oneof(string, fc.record({ N: number }));
  const { any } = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      scalar,
      fc.record({ B: fc.base64String() }),
      fc.constantFrom<object>(
        { BOOL: true },
        { BOOL: false },
        { NULL: true },
        { SS: [] },
        { NS: [] },
        { L: [] },
        { M: {} },
      ),
      fc.record({ SS: fc.array(text) }),
      fc.record({ NS: fc.array(number) }),
      fc.record({ L: fc.array(tie('any')) }),
      fc.record({ M: fromMembers(fc.array(fc.tuple(name, tie('any')))) }),
    ),
  }));
  const none = fc.constantFrom<unknown>(
    ...[
      null,
      'S',
      [],
      {},
      { S: 1 },
      { S: 'a', N: '1' },
      { N: 1 },
      { N: '01' },
      { N: '' },
      { X: 'a' },
      { toString: 'a' },
    ],
    ...[{ NULL: false }, { SS: [1] }, { L: [{}] }, { M: { a: null } }, JSON.parse('{"__proto__":"a"}')],
  );
  const member = (value: fc.Arbitrary<unknown>) => fromMembers(fc.array(fc.tuple(name, value), { maxLength: 12 }));
  return fc.oneof(
    { weight: 3, arbitrary: member(scalar) },
    { weight: 2, arbitrary: member(any) },
    { weight: 1, arbitrary: member(fc.oneof({ weight: 6, arbitrary: scalar }, none)) },
  );
}

/** Defines, where assigning would set a prototype. */
const fromMembers = (members: fc.Arbitrary<[string, unknown][]>): fc.Arbitrary<object> =>
  members.map((each) => Object.fromEntries(each));
