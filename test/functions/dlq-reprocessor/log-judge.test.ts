import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClients } from '../../../shared/access-log-client.ts';
import { createAccessLogCodec, recordBytesMax } from '../../../shared/access-log-codec.ts';
import { createCsvReader } from '../../../shared/access-log-csv.ts';
import { readAccessLog } from '../../../shared/access-log-reader.ts';
import { logLine as generatedLine, logParts } from '../../support/geo-log-generator.ts';
import { badLines, goodLines } from '../../support/geo-log-lines.ts';
import { allStreams, csvHeader, csvRow, logLine, sentRecord, transformedRow } from './log-fixture.ts';

const seed = Number(process.env.LOG_JUDGE_SEED ?? 20_260_713);

const judgeOf =
  (stream: string) =>
  (record: string | Buffer, errorCode = 'Lambda.FunctionError') =>
    allStreams.get(stream)!.judge({ rawData: Buffer.from(record).toString('base64'), errorCode, arrivalTimestamp: 0 });
const judgeLine = judgeOf('access-log');
const judgeRow = judgeOf('access-log-csv');

const clientOf = createClients({ lookup: () => undefined, unlocated: 'keep', cacheEntriesMax: 100 });
const transform = createAccessLogCodec({ read: readAccessLog, clientOf, partitionKeys: ['country', 'day'] });
const transformRow = createAccessLogCodec({ read: createCsvReader(csvHeader), clientOf, partitionKeys: [] });
const rowOf = (data: string) => JSON.parse(Buffer.from(data, 'base64').toString());

describe('the judge of a log', () => {
  it('sends a line as JSON of its attributes', () => {
    expect(judgeLine(logLine({ path: '/a' }))).toEqual({
      result: 'Ok',
      row: `${sentRecord({ path: '/a' })}\n`,
      partitionKeys: {},
    });
  });

  it('sends a row of CSV as the same', () => {
    const path = '/a,"b"\n{';
    const row = csvRow({ path: path.replaceAll('"', '""') });
    expect(judgeRow(row)).toMatchObject({ result: 'Ok', row: `${sentRecord({ path })}\n` });
  });

  it.each(['access-log', 'access-log-csv', 'access-log-replay', 'access-log-csv-replay'])(
    'takes a row that the transform made for what it was, in %s',
    (stream) => {
      const judged = judgeOf(stream)(transformedRow({ path: '/a' }), 'DataFormatConversion.ParseError');
      expect(judged).toMatchObject({ result: 'Ok', row: `${sentRecord({ path: '/a' })}\n` });
    },
  );

  it('reads a row of CSV that begins with a brace and is no JSON as CSV', () => {
    expect(judgeRow(`{${csvRow({ path: '/a' })}`)).toMatchObject({ reason: 'SchemaViolation', path: 'Time' });
    expect(judgeRow('{,')).toMatchObject({ reason: 'RaggedRow' });
  });

  it.each([
    ['a private address', logLine({ path: '/', client: '10.0.0.1' })],
    ['a documentation address', logLine({ path: '/', client: '2001:db8::1' })],
    ['a row of a private address', transformedRow({ path: '/', client: '192.168.0.1' })],
  ])('drops %s', (_, record) => {
    expect(judgeLine(record)).toMatchObject({ result: 'Dropped' });
  });

  it('drops a header of CSV', () => {
    expect(judgeRow(csvHeader.join())).toMatchObject({ result: 'Dropped' });
  });

  it('leaves an address without a location to the transform that knows the rule', () => {
    expect(judgeLine(logLine({ path: '/', client: '9.9.9.9' }))).toMatchObject({ result: 'Ok' });
  });

  it.each([
    [
      'a count of bytes that JSON would round',
      logLine({ path: '/', bytes: '9007199254740993' }),
      'SchemaViolation',
      'Bytes',
    ],
    ['a line that JSON makes too long', logLine({ path: `/${'\\x01'.repeat(30_000)}` }), 'TooLong', undefined],
  ])('refuses %s, since nobody reads what fails behind the twin', (_, line, reason, path) => {
    expect(transform(Buffer.from(line).toString('base64'))).toMatchObject({ result: 'Ok' });
    expect(judgeLine(line)).toEqual({ result: 'ProcessingFailed', reason, ...(path && { path }) });
    expect(line.length).toBeLessThan(recordBytesMax);
  });

  it('refuses what the transform refuses, for the same reason and at the same place', () => {
    for (const { line } of badLines) {
      const data = Buffer.from(line, 'latin1');
      expect(judgeLine(data)).toEqual(transform(data.toString('base64')));
    }
    expect(judgeLine('')).toMatchObject({ result: 'ProcessingFailed' });
  });

  it('sends what the transform makes the same row of, whatever the line holds', () => {
    for (const [, line] of goodLines) isKept(Buffer.from(line, 'latin1'));
  });

  it(`sends what the transform makes the same row of, for any line, seed ${seed}`, () => {
    fc.assert(
      fc.property(logParts, (parts) => isKept(Buffer.from(generatedLine(parts), 'latin1'))),
      { seed, numRuns: 300 },
    );
  });

  it(`judges any bytes as the transform does, seed ${seed}`, () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string().map((text) => `{"ClientIP":${text}`),
    );
    const judgements = [
      [judgeLine, transform],
      [judgeRow, transformRow],
    ] as const;
    fc.assert(
      fc.property(bytes, fc.constantFrom(...judgements), (record, [judge, wanted]) => {
        const data = Buffer.from(record as string);
        expect(judge(data).result).toBe(wanted(data.toString('base64')).result);
      }),
      { seed, numRuns: 500 },
    );
  });
});

/** What is sent becomes the very row that the line would have become, unless its count of bytes does not survive JSON. */
function isKept(line: Buffer): void {
  const direct = transform(line.toString('base64'));
  const judged = judgeLine(line);
  if (direct.result !== 'Ok' || hasHugeCount(direct.data)) {
    expect(judged.result).toBe(direct.result === 'Ok' ? 'ProcessingFailed' : direct.result);
    return;
  }
  if (judged.result !== 'Ok') throw new Error(`${line} is judged ${JSON.stringify(judged)}`);
  const again = transform(Buffer.from(judged.row).toString('base64'));
  if (again.result !== 'Ok') throw new Error(`${judged.row} fails`);
  expect(rowOf(again.data)).toEqual(rowOf(direct.data));
  expect(again.partitionKeys).toEqual(direct.partitionKeys);
}

const hasHugeCount = (data: string) => Number(rowOf(data).Bytes) > Number.MAX_SAFE_INTEGER;
