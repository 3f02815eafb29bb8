import { describe, expect, it } from 'vitest';
import { imageJson } from '../../shared/image-json.ts';

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
});
