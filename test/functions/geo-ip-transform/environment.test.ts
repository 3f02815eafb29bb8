import { describe, expect, it } from 'vitest';
import { readSettings } from '../../../functions/geo-ip-transform/environment.ts';

const sound = {
  DELIVERY_STREAM: 'access-log',
  PARTITION_KEYS: 'country,day',
  GEOIP_DATABASE: '/opt/geoip/GeoLite2-City.mmdb',
  POWERTOOLS_SERVICE_NAME: 'geo-ip-transform',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/dev',
};
const read = (variables: Record<string, string | undefined> = {}) => readSettings({ ...sound, ...variables });
const header = 'ClientIP,Time,Method,Path,Protocol,Status,Bytes,Referer,UserAgent';

describe("the geo-IP transform's settings", () => {
  it('come from the environment', () => {
    expect(read()).toEqual({
      namespace: 'Tributary/dev',
      service: 'geo-ip-transform',
      deliveryStream: 'access-log',
      partitionKeys: ['country', 'day'],
      responseBytesMax: 6_291_456,
      input: { format: 'log' },
      unlocated: 'keep',
      database: { path: '/opt/geoip/GeoLite2-City.mmdb', ageDaysMax: 60 },
    });
  });

  it('hold what is set beside', () => {
    const settings = read({
      UNLOCATED: 'drop',
      GEOIP_DATABASE_AGE_DAYS_MAX: '36500',
      RESPONSE_BYTES_MAX: '4000',
      PARTITION_KEYS: '',
    });
    expect(settings).toMatchObject({
      unlocated: 'drop',
      responseBytesMax: 4_000,
      partitionKeys: [],
      database: { ageDaysMax: 36_500 },
    });
  });

  it('hold the columns of CSV, those without a place in the row among them', () => {
    expect(read({ INPUT_FORMAT: 'csv', CSV_HEADER: header }).input).toEqual({
      format: 'csv',
      header: header.split(','),
    });
    const input = read({ INPUT_FORMAT: 'csv', CSV_HEADER: 'id,Status,Time,x,x,ClientIP' }).input;
    expect(input).toEqual({ format: 'csv', header: ['id', 'Status', 'Time', 'x', 'x', 'ClientIP'] });
  });

  it.each([
    [{ PARTITION_KEYS: undefined }, 'PARTITION_KEYS is not set. Give none, or some of country,day'],
    [{ PARTITION_KEYS: 'Country' }, 'PARTITION_KEYS is "Country".'],
    [{ PARTITION_KEYS: 'country,country' }, 'PARTITION_KEYS'],
    [{ DELIVERY_STREAM: 'Access Log' }, 'DELIVERY_STREAM is "Access Log".'],
    [{ RESPONSE_BYTES_MAX: '6291457' }, 'RESPONSE_BYTES_MAX is "6291457". Give bytes up to 6291456, or leave it out.'],
    [{ INPUT_FORMAT: 'xml' }, 'INPUT_FORMAT is "xml". Give log'],
    [
      { INPUT_FORMAT: 'csv' },
      'CSV_HEADER is not set. Give the names of the columns in their order, with commas between them: ClientIP, Time, Status among them',
    ],
    [{ INPUT_FORMAT: 'csv', CSV_HEADER: '' }, 'CSV_HEADER is "".'],
    [{ INPUT_FORMAT: 'csv', CSV_HEADER: 'ClientIP,Time' }, 'CSV_HEADER is "ClientIP,Time".'],
    [{ INPUT_FORMAT: 'csv', CSV_HEADER: `${header},Path` }, 'at most once'],
    [{ UNLOCATED: 'maybe' }, 'UNLOCATED is "maybe". Give drop or keep'],
    [{ GEOIP_DATABASE: undefined }, 'GEOIP_DATABASE is not set. Give the path of a MaxMind-format City database'],
    [{ GEOIP_DATABASE: '' }, 'GEOIP_DATABASE is "".'],
    [{ GEOIP_DATABASE_AGE_DAYS_MAX: '0' }, 'GEOIP_DATABASE_AGE_DAYS_MAX is "0". Give the most days'],
    [{ GEOIP_DATABASE_AGE_DAYS_MAX: '36501' }, 'GEOIP_DATABASE_AGE_DAYS_MAX'],
    [{ GEOIP_DATABASE_AGE_DAYS_MAX: '60d' }, 'GEOIP_DATABASE_AGE_DAYS_MAX'],
    [{ POWERTOOLS_SERVICE_NAME: undefined }, 'POWERTOOLS_SERVICE_NAME is not set.'],
    [{ POWERTOOLS_METRICS_NAMESPACE: '' }, 'POWERTOOLS_METRICS_NAMESPACE is "".'],
  ])('are refused with %j', (variables, message) => {
    expect(() => read(variables)).toThrow(message);
  });
});
