import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createAccessLogCodec, recordBytesMax } from '../../shared/access-log-codec.ts';
import { readAccessLog } from '../../shared/access-log-reader.ts';
import { accessLogFailureReasons } from '../../shared/access-log-verdict.ts';
import { accessLog } from '../../shared/datasets/access-log.ts';
import { latin1Of, logLine, logParts } from '../support/geo-log-generator.ts';
import { goodLines } from '../support/geo-log-lines.ts';
import { combinedLine, combinedRow, sampleClients } from '../support/geo-transform.ts';

const decode = createAccessLogCodec({
  read: readAccessLog,
  clientOf: sampleClients(),
  partitionKeys: ['country', 'day'],
});
const toBase64 = (content: string | Uint8Array) => Buffer.from(content as string).toString('base64');
const textOf = (outcome: ReturnType<typeof decode>) =>
  outcome.result === 'Ok' ? Buffer.from(outcome.data, 'base64').toString() : outcome;
const rowOf = (content: string | Uint8Array) => JSON.parse(String(textOf(decode(toBase64(content)))));

describe('a record of an access log', () => {
  it('becomes a row, with country and day as partition keys', () => {
    const outcome = decode(toBase64(combinedLine('11.44.0.7')));
    expect(textOf(outcome)).toBe(combinedRow);
    expect(outcome).toMatchObject({ result: 'Ok', partitionKeys: { country: 'GB', day: '2000-10-10' } });
  });

  it('becomes the same row when it comes as JSON', () => {
    const { Country, Region, City, Latitude, Longitude, TimeZone, ...request } = JSON.parse(combinedRow);
    expect(textOf(decode(toBase64(JSON.stringify({ ...request, Time: '2000-10-10T13:55:36-07:00' }))))).toBe(
      combinedRow,
    );
  });

  it('is refused for text that is none: engines abort a query over a row that holds it', () => {
    const request = { ...JSON.parse(combinedRow), Time: '2000-10-10T13:55:36Z' };
    for (const name of ['Path', 'Referer', 'UserAgent']) {
      expect(decode(toBase64(JSON.stringify({ ...request, [name]: 'a\ud83d' })))).toMatchObject({
        result: 'ProcessingFailed',
        reason: 'SchemaViolation',
        path: name,
      });
    }
  });

  it('has the columns of the dataset, in their order', () => {
    for (const line of [combinedLine('11.44.0.7'), combinedLine('8.8.8.8'), combinedLine('11.44.0.7', '/\\"')]) {
      expect(Object.keys(rowOf(line))).toEqual(accessLog.columns.map(({ name }) => name));
    }
  });

  it('is partitioned by the UTC day that it is of, and by no key that was not asked for', () => {
    const line = '11.20.0.1 - - [31/Dec/2023:23:30:00 -0100] "-" 408 -';
    expect(decode(toBase64(line))).toMatchObject({ partitionKeys: { country: 'KR', day: '2024-01-01' } });
    for (const partitionKeys of [[], ['day'], ['country']]) {
      const outcome = createAccessLogCodec({ read: readAccessLog, clientOf: sampleClients(), partitionKeys })(
        toBase64(line),
      );
      expect(outcome.result === 'Ok' && Object.keys(outcome.partitionKeys)).toEqual(partitionKeys);
    }
  });

  it.each([
    ['11.97.3.4', 'BT', { Country: 'BT', Region: null, City: null, Latitude: null, Longitude: null, TimeZone: null }],
    ['11.98.3.4', 'ZZ', { Country: null, Region: null, City: null, Latitude: -64.5, Longitude: 12.25, TimeZone: null }],
    ['11.99.0.4', 'ZZ', { Country: null, City: 'Utopia' }],
    ['11.99.1.4', 'ZZ', { Country: null, City: null }],
    ['8.8.8.8', 'ZZ', { Country: null, City: null, Latitude: null }],
    ['11.46.0.1', 'SE', { Region: 'Östergötland County', City: 'Exempelköping' }],
    ['2a0f:8200:1::9', 'KR', { Region: 'Jeju-do', City: 'Seogwipo' }],
    ['::ffff:11.44.0.7', 'GB', { ClientIP: '::ffff:11.44.0.7', City: 'Lower Sample' }],
  ])('of %s lies under country %s', (client, country, columns) => {
    expect(rowOf(combinedLine(client))).toMatchObject(columns);
    expect(decode(toBase64(combinedLine(client)))).toMatchObject({ partitionKeys: { country } });
  });

  it('keeps text beyond ASCII beside a place beyond ASCII, as it is and escaped', () => {
    const line = combinedLine('11.46.0.1', '/안');
    expect(rowOf(line)).toMatchObject({ Path: '/안', City: 'Exempelköping' });
    expect(rowOf(line.replace('안', '\\xec\\x95\\x88'))).toMatchObject({ Path: '/안', City: 'Exempelköping' });
    expect(
      rowOf('{"ClientIP":"11.46.0.1","Time":"2000-10-10T20:55:36Z","Status":200,"Path":"/\\uc548"}'),
    ).toMatchObject({
      Path: '/안',
      City: 'Exempelköping',
    });
  });

  it('has its number of bytes digit for digit', () => {
    const line = combinedLine('11.44.0.7').replace(' 2326 ', ' 9223372036854775807 ');
    expect(textOf(decode(toBase64(line)))).toContain('"Bytes":9223372036854775807,');
  });

  it('says in its row what the server knew', () => {
    fc.assert(
      fc.property(logParts, (parts) => {
        const outcome = decode(toBase64(Buffer.from(logLine(parts), 'latin1')));
        if (outcome.result === 'Dropped') return;
        const { Status, Bytes, ...texts } = parts.fields;
        const row = String(textOf(outcome));
        expect(JSON.parse(row)).toMatchObject(texts);
        expect(row).toContain(`"Status":${String(Status)},"Bytes":${String(Bytes)},`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is dropped for the client that it is of', () => {
    expect(decode(toBase64(combinedLine('10.1.2.3')))).toEqual({ result: 'Dropped', rule: 'PrivateAddress' });
    const drop = createAccessLogCodec({
      read: readAccessLog,
      clientOf: sampleClients({ unlocated: 'drop' }),
      partitionKeys: [],
    });
    expect(drop(toBase64(combinedLine('8.8.8.8')))).toEqual({ result: 'Dropped', rule: 'Unlocated' });
  });
});

describe('a record that fails', () => {
  const cases: [reason: string, data: unknown, rest?: object][] = [
    ['InvalidBase64', undefined],
    ['InvalidBase64', 7],
    ['InvalidBase64', 'MQ'],
    ['InvalidBase64', `${toBase64(combinedLine('11.44.0.7'))}\n`],
    ['TooLong', toBase64('a'.repeat(recordBytesMax + 1))],
    // Tested in order: nothing looks at what is too long.
    ['TooLong', toBase64(Buffer.alloc(recordBytesMax + 1, 0xff))],
    ['InvalidUtf8', toBase64(Buffer.from([0xff]))],
    ['InvalidUtf8', toBase64(Buffer.from(combinedLine('11.44.0.7', '/\xe9'), 'latin1'))],
    [
      'SeveralRecords',
      toBase64(combinedLine('11.44.0.7').repeat(2)),
      { position: combinedLine('11.44.0.7').length - 1 },
    ],
    ['InvalidJson', toBase64('{"ClientIP":')],
    ['NotAnAccessLog', toBase64(''), { path: 'ClientIP', position: 0 }],
    ['NotAnAccessLog', toBase64('hello there'), { path: 'Time', position: 6 }],
    ['NotAnAccessLog', toBase64('[]'), { path: 'ClientIP', position: 2 }],
    ['SchemaViolation', toBase64(combinedLine('a.example')), { path: 'ClientIP' }],
    ['SchemaViolation', toBase64(combinedLine('011.44.0.7')), { path: 'ClientIP' }],
    ['SchemaViolation', toBase64(combinedLine('11.44.0.7').replace(' 200 ', ' 099 ')), { path: 'Status' }],
    [
      'SchemaViolation',
      toBase64(combinedLine('11.44.0.7').replace(' 2326 ', ' 9223372036854775808 ')),
      { path: 'Bytes' },
    ],
    ['SchemaViolation', toBase64(combinedLine('11.44.0.7').replace(' 2326 ', ' 007 ')), { path: 'Bytes' }],
    ['SchemaViolation', toBase64('{}'), { path: 'ClientIP' }],
    ['SchemaViolation', toBase64('{"ClientIP":"11.44.0.7"}'), { path: 'Time' }],
    ['SchemaViolation', toBase64('{"ClientIP":"11.44.0.7","Time":"2000-10-10T20:55:36Z"}'), { path: 'Status' }],
    ['SchemaViolation', toBase64('{"ClientIP":"11.44.0.7","Time":"yesterday","Status":200}'), { path: 'Time' }],
    [
      'SchemaViolation',
      toBase64('{"ClientIP":"11.44.0.7","Time":"2000-10-10T20:55:36Z","Status":"200"}'),
      { path: 'Status' },
    ],
    [
      'SchemaViolation',
      toBase64('{"ClientIP":"11.44.0.7","Time":"2000-10-10T20:55:36Z","Status":200,"Method":"a b"}'),
      { path: 'Method' },
    ],
  ];

  it.each(cases)('says %s', (reason, data, rest = {}) => {
    expect(decode(data)).toEqual({ result: 'ProcessingFailed', reason, ...rest });
  });

  it('is one longer than any server writes, and not the longest that one does', () => {
    const longest = combinedLine('11.44.0.7', `/${'\\xe9'.repeat(8_190)}`)
      .replace('Mozilla/5.0', '\\xe9'.repeat(8_190))
      .replace('http://a.example/', '\\xe9'.repeat(8_190));
    expect(decode(toBase64(longest)).result).toBe('Ok');
    const line = combinedLine('11.44.0.7');
    const whole = combinedLine('11.44.0.7', `/${'a'.repeat(recordBytesMax - line.length + '/a.gif'.length - 1)}`);
    expect(whole.length).toBe(recordBytesMax);
    expect(decode(toBase64(whole)).result).toBe('Ok');
  });

  it('never says anything of its content', () => {
    const secret = fc.constantFrom(
      ...goodLines.map(([, line]) => line.replace('11.44.0.7', '203.0.114.77') + ' secret'),
    );
    fc.assert(
      fc.property(secret, (line) => {
        expect(JSON.stringify(decode(toBase64(Buffer.from(line, 'latin1'))))).not.toMatch(/203\.0|secret/);
      }),
    );
  });

  it('fails for one of the reasons, whatever it is', () => {
    const data = fc.oneof(
      fc.anything(),
      fc.uint8Array().map(toBase64),
      fc.json().map(toBase64),
      fc.string().map(toBase64),
    );
    fc.assert(
      fc.property(data, (some) => {
        const outcome = decode(some);
        if (outcome.result === 'ProcessingFailed') expect(accessLogFailureReasons).toContain(outcome.reason);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('the schema', () => {
  it('lets through whatever the line of a server says', () => {
    fc.assert(
      fc.property(logParts, ({ fields }) => {
        expect(accessLog.refusedAttribute(fields)).toBeUndefined();
        expect(accessLog.refusedAttribute({ ...fields, Path: latin1Of(fields.Path) })).toBeUndefined();
      }),
    );
  });
});
