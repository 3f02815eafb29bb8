import { describe, expect, it } from 'vitest';
import { deaggregate } from '../../../local/firehose/deaggregation.ts';

const json = (text: string) => deaggregate(Buffer.from(text), { type: 'JSON' }).map(String);
const delimited = (text: string) =>
  deaggregate(Buffer.from(text), { type: 'DELIMITED', delimiter: Buffer.from('####') }).map(String);

describe('RecordDeAggregation', () => {
  it.each([
    ['{"a":1}{"a":2}', ['{"a":1}', '{"a":2}']],
    ['{"a":1}\n{"a":2}\n', ['{"a":1}', '{"a":2}']],
    ['{"a":{"b":"}{\\"}"}} {"c":[{}]}', ['{"a":{"b":"}{\\"}"}}', '{"c":[{}]}']],
    ['{"a":1}', ['{"a":1}']],
  ])('of JSON splits %s', (text, parts) => {
    expect(json(text)).toEqual(parts);
  });

  it.each(['[{"a":1},{"a":2}]', '{"a":1}{"a":2', '{"a":1}}', 'text', '{"a":1} text', ''])(
    'of JSON leaves %s as it is',
    (text) => {
      expect(json(text)).toEqual([text]);
    },
  );

  it('splits at a delimiter', () => {
    expect(delimited('one####two####')).toEqual(['one', 'two']);
    expect(delimited('one')).toEqual(['one']);
    expect(delimited('')).toEqual(['']);
  });

  it('takes 500 parts, and leaves a record of more as it is', () => {
    expect(json('{}'.repeat(500))).toHaveLength(500);
    expect(json('{}'.repeat(501))).toEqual(['{}'.repeat(501)]);
  });
});
