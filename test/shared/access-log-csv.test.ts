import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCsvReader } from '../../shared/access-log-csv.ts';
import { usualFields } from '../support/geo-log-lines.ts';

const header = ['ClientIP', 'Time', 'Method', 'Path', 'Protocol', 'Status', 'Bytes', 'Referer', 'UserAgent'];
const read = (text: string | Uint8Array, columns = header) => createCsvReader(columns)(Buffer.from(text as string));
const row = '11.44.0.7,2000-10-10T13:55:36-07:00,GET,/a.gif,HTTP/1.0,200,2326,,';
const withPath = (path: string) => row.replace('/a.gif', () => path);
const fieldsOf = (text: string) => {
  const record = read(text);
  return record.result === 'Ok' ? record.fields : record;
};

describe('a row of CSV', () => {
  it.each([
    ['as it is', row],
    ['with a newline', `${row}\n`],
    ['with a carriage return and a newline', `${row}\r\n`],
    ['with a carriage return', `${row}\r`],
    ['with a byte order mark', `\ufeff${row}`],
    ['with a byte order mark before a quote', `\ufeff"11.44.0.7"${row.slice('11.44.0.7'.length)}`],
    ['with quotes around every field', row.replace(/[^,]+/g, '"$&"')],
    ['with quotes around nothing', `${row.slice(0, -1)}"",""`],
  ])('is read %s', (_, text) => {
    expect(read(text)).toMatchObject({ result: 'Ok', fields: usualFields });
  });

  it.each([
    ['a comma', '"/a,b"', '/a,b'],
    ['a newline', '"/a\nb"', '/a\nb'],
    ['a newline of Windows', '"/a\r\nb"', '/a\r\nb'],
    ['a quote', '"/a""b"', '/a"b'],
    ['quotes and nothing else', '""""""', '""'],
    ['a backslash', '/a\\b', '/a\\b'],
    ['spaces around it', ' /a ', ' /a '],
    ['text beyond ASCII', '/안👋', '/안👋'],
    ['a dash, which means nothing here', '-', '-'],
  ])('has a field with %s', (_, field, value) => {
    expect(fieldsOf(withPath(field))).toMatchObject({ Path: value });
  });

  it('has null where a field is empty or the header lacks the column', () => {
    expect(fieldsOf('11.44.0.7,2000-10-10T20:55:36Z,,,,200,,,')).toMatchObject({
      Method: null,
      Path: null,
      Bytes: null,
      UserAgent: null,
    });
    expect(read('200,x,2000-10-10T20:55:36Z,11.44.0.7', ['Status', 'other', 'Time', 'ClientIP'])).toMatchObject({
      result: 'Ok',
      fields: { ...usualFields, Method: null, Path: null, Protocol: null, Bytes: null },
    });
  });

  it('has a time that no schema lets through where it is not in ISO 8601', () => {
    expect(typeof (fieldsOf(row.replace('2000-10-10T13:55:36-07:00', '10/Oct/2000')) as { Time: unknown }).Time).toBe(
      'symbol',
    );
  });

  it.each([
    ['one field more', `${row},x`, 'RaggedRow'],
    ['one field fewer', row.slice(0, -1), 'RaggedRow'],
    ['one field', 'hello', 'RaggedRow'],
    ['nothing', '', 'RaggedRow'],
    ['a newline', '\n', 'RaggedRow'],
    ['a quote that stays open', withPath('"/a'), 'InvalidCsv'],
    ['a quote within a field', withPath('/a"b"'), 'InvalidCsv'],
    ['something after a closing quote', withPath('"/a"b'), 'InvalidCsv'],
    ['two rows', `${row}\n${row}`, 'SeveralRecords'],
    ['two rows of different lengths', `${row}\nx`, 'SeveralRecords'],
    ['a row and an empty line', `${row}\n\n`, 'SeveralRecords'],
  ])('with %s fails', (_, text, reason) => {
    expect(read(text)).toEqual({ result: 'ProcessingFailed', reason });
  });

  it('is dropped where it is the header', () => {
    expect(read(`${header.join(',')}\n`)).toEqual({ result: 'Dropped', rule: 'CsvHeader' });
    expect(read(`\ufeff${header.map((name) => `"${name}"`).join(',')}\n`)).toEqual({
      result: 'Dropped',
      rule: 'CsvHeader',
    });
  });

  it('comes back as the fields that it was written from', () => {
    const field = fc.string({ unit: fc.constantFrom(...'ab ,"\n\r\\안👋'), maxLength: 12 });
    fc.assert(
      fc.property(fc.array(field, { minLength: 9, maxLength: 9 }), fc.boolean(), (fields, quotesAll) => {
        fc.pre(fields.some((value) => value !== ''));
        const text = fields
          .map((value) => (quotesAll || /[",\n\r]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value))
          .join(',');
        const record = read(text);
        if (record.result !== 'Ok') throw new Error(JSON.stringify(record));
        const expected = Object.fromEntries(header.map((name, index) => [name, fields[index] || null]));
        expect({ ...record.fields, Time: null }).toEqual({ ...expected, Time: null });
      }),
      { numRuns: 1_000 },
    );
  });

  it('never throws, whatever the bytes', () => {
    const pieces = fc.array(fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', '\ufeff', 'a', '11.44.0.7', '\0'), {
      maxLength: 30,
    });
    fc.assert(
      fc.property(pieces, (parts) => {
        expect(['Ok', 'Dropped', 'ProcessingFailed']).toContain(read(parts.join('')).result);
      }),
      { numRuns: 2_000 },
    );
  });
});
