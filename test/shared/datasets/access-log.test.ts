import { describe, expect, it } from 'vitest';
import { accessLog } from '../../../shared/datasets/access-log.ts';
import { usualFields } from '../../support/geo-log-lines.ts';

const refused = (fields: object) => accessLog.refusedAttribute({ ...usualFields, ...fields });

describe('the access log', () => {
  it('has these columns', () => {
    expect(accessLog.columns.map(({ name, glueType }) => `${name} ${glueType}`)).toEqual([
      'ClientIP string',
      'Time string',
      'Method string',
      'Path string',
      'Protocol string',
      'Status int',
      'Bytes bigint',
      'Referer string',
      'UserAgent string',
      'Country string',
      'Region string',
      'City string',
      'Latitude double',
      'Longitude double',
      'TimeZone string',
    ]);
  });

  it('can be partitioned by country and day', () => {
    expect(accessLog.partitionKeys).toEqual(['country', 'day']);
  });

  it.each([
    ['ClientIP', '10.0.0.1'],
    ['ClientIP', '::1'],
    ['Method', null],
    ['Method', 'M-SEARCH'],
    ['Path', null],
    ['Path', ''],
    ['Path', '\0'.repeat(100_000)],
    ['Protocol', null],
    ['Protocol', 'HTTP/2'],
    ['Status', '100'],
    ['Status', '999'],
    ['Bytes', null],
    ['Bytes', '0'],
    ['Bytes', '9223372036854775807'],
    ['Referer', null],
    ['UserAgent', ''],
  ])('takes %s of %j', (column, value) => {
    expect(refused({ [column]: value })).toBeUndefined();
  });

  it.each([
    ['ClientIP', null],
    ['ClientIP', 'a.example'],
    ['ClientIP', undefined],
    ['Time', null],
    ['Time', '2000-10-10T20:55:36Z'],
    ['Time', '2000-09-31T20:55:36.000Z'],
    ['Method', ''],
    ['Method', 'a b'],
    ['Method', 'x'.repeat(33)],
    ['Path', 7],
    ['Path', Symbol('misfit')],
    ['Protocol', 'HTTP/1.1 '],
    ['Status', null],
    ['Status', '099'],
    ['Status', '1000'],
    ['Status', 200],
    ['Bytes', '-1'],
    ['Bytes', '1e3'],
    ['Bytes', '9223372036854775808'],
    ['Bytes', 1n],
    ['Referer', {}],
    ['UserAgent', ['']],
  ])('takes no %s of %s', (column, value) => {
    expect(refused({ [column]: value })).toBe(column);
    // The verdict is the same when it is asked for again.
    expect(refused({ [column]: value })).toBe(column);
    expect(refused({})).toBeUndefined();
  });

  it('names the first attribute that it refuses', () => {
    expect(refused({ Status: '1', Method: '' })).toBe('Method');
  });
});
