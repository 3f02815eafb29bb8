import { describe, expect, it } from 'vitest';
import { explain } from '../../../functions/dlq-reprocessor/explain.ts';
import { fingerprintOf } from '../../../functions/dlq-reprocessor/fingerprint.ts';
import { judgeFailedRecord, readFailedRecord } from '../../../functions/dlq-reprocessor/judge.ts';
import { accessLog } from '../../../shared/datasets/access-log.ts';
import { allStreams, csvHeader, csvRow, failedLine, logLine } from './log-fixture.ts';

function explained(record: string, name = 'access-log') {
  const { judge, look } = allStreams.get(name)!;
  const failed = readFailedRecord('errors', `errors/${name}/x`, 1, Buffer.from(failedLine(record).trim()));
  return explain(failed, judgeFailedRecord(failed, judge), look);
}

const json = (fields: object) =>
  JSON.stringify({ ClientIP: '11.44.0.7', Time: '2000-10-10T20:55:36Z', Status: 200, ...fields });

describe('the explanation of a failed record of a log', () => {
  it.each([
    ['ClientIP', 'S of 12 characters', logLine({ path: '/', client: 'secret.host.' })],
    ['Status', 'N of 3 characters', logLine({ path: '/' }).replace(' 200 ', ' 000 ')],
    ['Status', 'nothing', json({ Status: undefined })],
    ['Status', 'nothing that can be read as N', json({ Status: 'secret' })],
    ['Bytes', 'nothing that can be read as N', json({ Bytes: 1.5 })],
    ['Time', 'nothing that can be read as S', json({ Time: 'secret' })],
    ['Path', 'S of 2 characters, a lone surrogate among them', json({ Path: 'a\ud83d' })],
  ])('names the attribute %s, and finds %s', (path, found, record) => {
    const explanation = explained(record);
    expect(explanation).toMatchObject({ result: 'Parked', reason: 'SchemaViolation', path, found });
    expect(Object.keys(explanation.expected!)).toEqual([accessLog.attributes[path as 'Status'].tag]);
    expect(JSON.stringify(explanation)).not.toContain('secret');
  });

  it('names the part of a line, its place, and what would stand there', () => {
    expect(explained('11.44.0.7 - - yesterday "GET / HTTP/1.1" 200 1')).toMatchObject({
      reason: 'NotAnAccessLog',
      path: 'Time',
      position: 10,
      expected: { S: { examples: ['[10/Oct/2000:13:55:36 -0700]'] } },
      found: 'something else from byte 10 of 46 on',
    });
    expect(explained('hello')).toMatchObject({ path: 'ClientIP', position: 5, found: 'the end of the record' });
    expect(explained(`${logLine({ path: '/' })} more`)).not.toHaveProperty('expected');
  });

  it('says how long a record is that is too long', () => {
    expect(explained('x'.repeat(200_000))).toMatchObject({ reason: 'TooLong', found: '200000 bytes' });
  });

  it('tells of CSV by the attribute too', () => {
    expect(explained(csvRow({ path: '/', client: 'host' }), 'access-log-csv')).toMatchObject({
      path: 'ClientIP',
      found: 'S of 4 characters',
    });
    expect(explained('a,b', 'access-log-csv')).toMatchObject({ reason: 'RaggedRow' });
  });
});

describe('the fingerprint of a log', () => {
  it('differs with attributes, refinements of what may be null, and what a record is', () => {
    const { attributes } = accessLog;
    const schemaOf = (name: string) => allStreams.get(name)!.schema;
    const fingerprints = [
      schemaOf('access-log'),
      schemaOf('access-log-csv'),
      fingerprintOf({ ...accessLog, input: { format: 'csv', header: csvHeader.toReversed() } }),
      fingerprintOf({ ...accessLog, input: { format: 'log' }, attributes: { ...attributes, Path: attributes.Status } }),
      fingerprintOf({ ...accessLog, input: { format: 'log' }, attributes: { ...attributes, Bytes: attributes.Path } }),
    ];
    expect(new Set(fingerprints).size).toBe(fingerprints.length);
    expect(schemaOf('access-log-replay')).toBe(schemaOf('access-log'));
  });
});
