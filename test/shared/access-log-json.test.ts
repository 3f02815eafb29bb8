import { describe, expect, it } from 'vitest';
import { readAccessJson } from '../../shared/access-log-json.ts';

const request = {
  ClientIP: '11.44.0.7',
  Time: '2000-10-10T13:55:36-07:00',
  Method: 'GET',
  Path: '/a.gif',
  Protocol: 'HTTP/1.0',
  Status: 200,
  Bytes: 2326,
  Referer: 'http://a.example/',
  UserAgent: 'u',
};
const read = (json: unknown) => readAccessJson(Buffer.from(typeof json === 'string' ? json : JSON.stringify(json)));
const fieldOf = (column: keyof typeof request, value: unknown) => {
  const record = read({ ...request, [column]: value });
  return record.result === 'Ok' ? record.fields[column] : record;
};

describe('a request as JSON', () => {
  it('is read by the names of the columns', () => {
    expect(read(request)).toMatchObject({
      result: 'Ok',
      fields: { ...request, Time: '2000-10-10T20:55:36.000Z', Status: '200', Bytes: '2326' },
    });
  });

  it('may be written over several lines', () => {
    expect(read(`${JSON.stringify(request, null, 2)}\n`)).toMatchObject({ result: 'Ok' });
  });

  it('has null for what is absent, and nothing of what has no column', () => {
    const record = read({ ClientIP: '11.44.0.7', Country: 'KR', __proto__: { Path: '/x' }, constructor: 1 });
    expect(record).toMatchObject({
      result: 'Ok',
      fields: { ClientIP: '11.44.0.7', Time: null, Path: null, Bytes: null },
    });
    expect(Object.keys((record as { fields: object }).fields)).toEqual(Object.keys(request));
  });

  it.each([
    ['Bytes', 9_007_199_254_740_991, '9007199254740991'],
    ['Bytes', 0, '0'],
    ['Bytes', null, null],
    ['Status', 200, '200'],
    ['Path', '', ''],
    ['Referer', null, null],
  ] as const)('%s of %j is %j', (column, value, field) => {
    expect(fieldOf(column, value)).toBe(field);
  });

  it.each([
    // JSON.parse has rounded it.
    ['Bytes', 9_007_199_254_740_992],
    ['Bytes', '1'],
    ['Bytes', 1.5],
    ['Status', '200'],
    ['Status', true],
    ['Path', 7],
    ['Path', ['/']],
    ['Time', '10/Oct/2000:13:55:36 -0700'],
    ['Time', 971_211_336],
  ] as const)('%s of %j is nothing that a schema lets through', (column, value) => {
    expect(typeof fieldOf(column, value)).toBe('symbol');
  });

  it('keeps its text, escaped or not', () => {
    for (const json of [
      JSON.stringify({ ...request, Path: '/안👋' }),
      JSON.stringify({ ...request, Path: '/안👋' }).replace('안', '\\uc548'),
    ]) {
      const record = read(json);
      if (record.result !== 'Ok') throw new Error('It was not read.');
      expect(record.form.decode(String(record.fields.Path))).toBe('/안👋');
    }
  });

  it.each([
    ['{', 'InvalidJson'],
    [`${JSON.stringify(request)}${JSON.stringify(request)}`, 'InvalidJson'],
    [`${JSON.stringify(request)}\n${JSON.stringify(request)}`, 'InvalidJson'],
    ['[]', 'NotAnAccessLog'],
    ['null', 'NotAnAccessLog'],
    ['7', 'NotAnAccessLog'],
  ])('%s fails as %s', (json, reason) => {
    expect(read(json)).toEqual({ result: 'ProcessingFailed', reason });
  });
});
