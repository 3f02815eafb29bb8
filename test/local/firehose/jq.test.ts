import { describe, expect, it } from 'vitest';
import { compileError, createKeyExtraction, newerThanJq16 } from '../../../local/firehose/jq.ts';
import { queryKeysOf } from '../../../local/firehose/query-keys.ts';

const extract = (query: string, ...records: string[]) =>
  createKeyExtraction(query)(records.map((text) => Buffer.from(text)));

describe('the inline query', () => {
  it('finds the keys of every record, and times as AWS documents them', async () => {
    const query = '{customer_id:.customer_id,device:.type.device,year:.event_timestamp|strftime("%Y")}';
    const record =
      '{"type":{"device":"mobile","event":"user_clicked_submit_button"},"customer_id":"1234567890","event_timestamp":1565382027}';
    expect(await extract(query, record, record.replace('mobile', 'desktop'))).toEqual([
      { ok: true, keys: { customer_id: '1234567890', device: 'mobile', year: '2019' } },
      { ok: true, keys: { customer_id: '1234567890', device: 'desktop', year: '2019' } },
    ]);
  });

  it('fails single records, by reason', async () => {
    const answers = await extract(
      '{a: .a, b: (.b | ascii_downcase)}',
      '{"a":1,"b":"B"}',
      'no json',
      '{"a":null,"b":"B"}',
      '{"a":"","b":"B"}',
      '{"a":1,"b":2}',
      '{"a":1}{"a":2}',
      '{"a":true,"b":"x"}',
    );
    expect(answers.map((answer) => (answer.ok ? answer.keys : answer.reason))).toEqual([
      { a: '1', b: 'b' },
      'not-json',
      'null-or-empty',
      'null-or-empty',
      'query-failed',
      'not-json',
      { a: 'true', b: 'x' },
    ]);
  });

  it('takes the first of several outputs, and fails on none or on what is no object', async () => {
    expect(await extract('{a: .[]}', '[1,2]')).toEqual([{ ok: true, keys: { a: '1' } }]);
    expect((await extract('empty', '{}'))[0]).toMatchObject({ ok: false, reason: 'query-failed' });
    expect((await extract('.a', '{"a":"x"}'))[0]).toMatchObject({ ok: false, reason: 'query-failed' });
  });

  it('is not led astray by text with line ends, lone surrogates or bytes that are no UTF-8', async () => {
    const [lines, surrogate] = await extract('{a: .a}', '{"a":"x\\ny"}', '{"a":"\\ud800"}');
    expect(lines).toEqual({ ok: true, keys: { a: 'x\ny' } });
    expect(surrogate).toMatchObject({ ok: false, reason: 'not-json' });
    const answers = await createKeyExtraction('{a: .a}')([Buffer.from([0x7b, 0xff, 0x7d]), Buffer.from('{"a":1}')]);
    expect(answers.map(({ ok }) => ok)).toEqual([false, true]);
  });

  it('that stops jq fails every record of the batch', async () => {
    const answers = await extract('if .a == 2 then halt else {a: .a} end', '{"a":1}', '{"a":2}', '{"a":3}');
    expect(answers.every(({ ok }) => !ok)).toBe(true);
  });

  it('that stops jq with an error fails also a single record', async () => {
    expect(await extract('{a: halt_error}', '{"a":1}')).toEqual([
      { ok: false, reason: 'query-failed', detail: expect.stringContaining('Non-zero exit code') },
    ]);
  });

  it('is compiled beforehand', async () => {
    expect(await compileError('{a: .a}')).toBeUndefined();
    expect(await compileError('{a: .a')).toContain('syntax error');
    expect(await compileError('{a: nonsense(.a)}')).toContain('not defined');
  });

  it.each([
    ['{a: .a | ltrimstr("x")}', []],
    ['{trim: .trim, abs: .abs}', []],
    ['{a: (.a | trim), b: (.b | pick(.c))}', ['trim', 'pick']],
    ['{a: (if .a then .b end)}', ['if without else']],
    ['{a: (if .a then .b else .c end)}', []],
    ['{a: (.a | @base32d)}', ['@base32d']],
    ['{a: "trim abs"}', []],
  ])('%s is warned about for what jq 1.6 lacks', (query, newer) => {
    expect(newerThanJq16(query)).toEqual(newer);
  });
});

describe('the keys of a query', () => {
  it.each<[string, string[] | undefined]>([
    ['{a: .a}', ['a']],
    ['{ "a" : .x.y , b: (.c | {d: 1} | .d), c }', ['a', 'b', 'c']],
    ['{year:.t|strftime("%Y,}"),month:.t}', ['year', 'month']],
    ['{(.k): 1}', undefined],
    ['.a', undefined],
    ['{a: (}', undefined],
  ])('of %s are %j', (query, keys) => {
    expect(queryKeysOf(query)).toEqual(keys);
  });
});
