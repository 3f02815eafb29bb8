import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributeValueJson } from '../../shared/attribute-value-json.ts';

const digits38 = '12345678901234567890123456789012345678';

describe('an AttributeValue as JSON', () => {
  it.each<[value: unknown, literal: string, text: string]>([
    [{ S: 'hello' }, '"hello"', '"hello"'],
    [{ S: '' }, '""', '""'],
    [{ S: 'say "hi"\n\\ \u0000' }, '"say \\"hi\\"\\n\\\\ \\u0000"', '"say \\"hi\\"\\n\\\\ \\u0000"'],
    [{ S: 'lone \ud800 and \udfff' }, '"lone \\ud800 and \\udfff"', '"lone \\ud800 and \\udfff"'],
    [{ S: '👋' }, '"👋"', '"👋"'],
    [{ N: digits38 }, digits38, `"${digits38}"`],
    [{ N: `-0.${digits38}` }, `-0.${digits38}`, `"-0.${digits38}"`],
    [{ N: '1E+125' }, '1E+125', '"1E+125"'],
    [
      { N: '-9.9999999999999999999999999999999999999E+125' },
      '-9.9999999999999999999999999999999999999E+125',
      '"-9.9999999999999999999999999999999999999E+125"',
    ],
    [{ N: '1E-130' }, '1E-130', '"1E-130"'],
    [{ N: '-0' }, '-0', '"-0"'],
    [{ N: '0' }, '0', '"0"'],
    [{ B: 'AP8=' }, '"AP8="', '"AP8="'],
    [{ B: '' }, '""', '""'],
    [{ BOOL: true }, 'true', 'true'],
    [{ BOOL: false }, 'false', 'false'],
    [{ NULL: true }, 'null', 'null'],
    [{ SS: ['b', 'a', ''] }, '["b","a",""]', '["b","a",""]'],
    [{ NS: ['2', digits38] }, `[2,${digits38}]`, `["2","${digits38}"]`],
    [{ BS: ['AA==', 'AQ=='] }, '["AA==","AQ=="]', '["AA==","AQ=="]'],
    [{ SS: [] }, '[]', '[]'],
    [{ NS: [] }, '[]', '[]'],
    [{ L: [] }, '[]', '[]'],
    [{ M: {} }, '{}', '{}'],
    [
      { L: [{ N: '1' }, { L: [{ NULL: true }] }, { M: { a: { SS: ['x'] } } }] },
      '[1,[null],{"a":["x"]}]',
      '["1",[null],{"a":["x"]}]',
    ],
    [
      JSON.parse('{"M":{"__proto__":{"S":"p"},"constructor":{"N":"1"},"":{"BOOL":true}}}'),
      '{"__proto__":"p","constructor":1,"":true}',
      '{"__proto__":"p","constructor":"1","":true}',
    ],
  ])('of %j is %s, or with numbers as text %s', (value, literal, text) => {
    expect(attributeValueJson(value, 'literal')).toBe(literal);
    expect(attributeValueJson(value, 'text')).toBe(text);
    expect(() => JSON.parse(literal)).not.toThrow();
  });

  it.each([
    null,
    'S',
    [],
    {},
    { S: 'a', N: '1' },
    { X: 'a' },
    { toString: 'a' },
    JSON.parse('{"__proto__":"a"}'),
    { S: 1 },
    { S: null },
    { N: 1 },
    { N: '' },
    { N: 'NaN' },
    { N: '01' },
    { N: '+1' },
    { N: '.5' },
    { N: '1.' },
    { N: '0x10' },
    { N: '1,2' },
    { B: 1 },
    { BOOL: 'true' },
    { NULL: false },
    { SS: 'a' },
    { SS: [1] },
    { NS: ['x'] },
    { L: {} },
    { L: [{ S: 1 }] },
    { M: [] },
    { M: { a: null } },
  ])('%j is none', (value) => {
    expect(attributeValueJson(value, 'literal')).toBeUndefined();
    expect(attributeValueJson(value, 'text')).toBeUndefined();
  });

  it('takes the 32 levels that DynamoDB stores, and refuses thousands without overflowing the stack', () => {
    const nested = (levels: number, wrap: (value: unknown) => unknown) => {
      let value: unknown = { S: 'deep' };
      for (let level = 0; level < levels; level += 1) value = wrap(value);
      return value;
    };
    for (const wrap of [(value: unknown) => ({ L: [value] }), (value: unknown) => ({ M: { a: value } })]) {
      expect(JSON.stringify(JSON.parse(attributeValueJson(nested(33, wrap), 'text')!))).toContain('deep');
      expect(attributeValueJson(nested(7_000, wrap), 'text')).toBeUndefined();
    }
  });

  it('loses nothing but the tags, of whatever DynamoDB can hold', () => {
    const seed = 20_261_121;
    const text = fc.string({ unit: 'binary' });
    const number = fc
      .tuple(
        fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
        fc.option(fc.integer({ min: -130, max: 125 })),
      )
      .map(([integer, exponent]) =>
        exponent === null ? String(integer) : `${integer}E${exponent < 0 ? '' : '+'}${exponent}`,
      );
    const binary = fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64'));
    const { value } = fc.letrec<{ value: [tagged: unknown, plain: unknown] }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4, depthSize: 'small' },
        text.map((content): [unknown, unknown] => [{ S: content }, content]),
        number.map((content): [unknown, unknown] => [{ N: content }, content]),
        binary.map((content): [unknown, unknown] => [{ B: content }, content]),
        fc.boolean().map((content): [unknown, unknown] => [{ BOOL: content }, content]),
        fc.constant<[unknown, unknown]>([{ NULL: true }, null]),
        fc.array(text).map((content): [unknown, unknown] => [{ SS: content }, content]),
        fc.array(number).map((content): [unknown, unknown] => [{ NS: content }, content]),
        fc
          .array(tie('value'))
          .map((items): [unknown, unknown] => [{ L: items.map(([a]) => a) }, items.map(([, b]) => b)]),
        fc
          .uniqueArray(fc.tuple(fc.oneof(text, fc.constant('__proto__')), tie('value')), { selector: ([name]) => name })
          .map((members): [unknown, unknown] => [{ M: fromEntries(members, 0) }, fromEntries(members, 1)]),
      ),
    }));
    fc.assert(
      fc.property(value, ([tagged, plain]) => {
        expect(JSON.parse(attributeValueJson(tagged, 'text')!)).toEqual(plain);
        const literal = attributeValueJson(tagged, 'literal')!;
        expect(JSON.parse(literal, numbersAsWritten)).toEqual(plain);
      }),
      { seed, numRuns: 200 },
    );
  });
});

/** Defines, where assigning would set a prototype. */
function fromEntries(members: [string, [unknown, unknown]][], which: 0 | 1): object {
  return Object.fromEntries(members.map(([name, value]) => [name, value[which]]));
}

/** A reviver sees how a number was written. https://tc39.es/proposal-json-parse-with-source/ */
function numbersAsWritten(_name: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? context?.source : value;
}
