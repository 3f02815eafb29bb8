import { describe, expect, it } from 'vitest';
import { ConfigurationError } from '../../infra/framework.ts';
import { readSettings } from '../../infra/parameters.ts';

const given = {
  timeZone: 'UTC',
  lakeSince: '2024/01/01/00',
  alarmEmail: '',
  logLevel: 'INFO',
  activePartitionsMax: 500,
  fanOut: true,
  accessLog: false,
  geoIpDatabase: 'functions/geo-ip-transform/database/sample-city.mmdb',
  geoIpDatabaseAgeDaysMax: 36_500,
  accessLogUnlocated: 'keep',
  replayEnabled: true,
  replayTransientErrors: false,
  replayRecordsMax: 1_000_000,
  replayConcurrency: 2,
  removalPolicy: 'Delete',
  deletionProtection: false,
  changeRetentionHours: 24,
  deliveryBufferMb: 64,
  deliveryBufferSeconds: 60,
  transformBufferSeconds: 10,
  noncurrentVersionDays: 7,
  logRetentionDays: 14,
};

describe('the settings of a stage', () => {
  it('are its parameters and what follows from its name', () => {
    expect(readSettings('load-test', given)).toEqual({ ...given, stage: 'load-test', database: 'tributary_load_test' });
  });

  it('may come from the command line, as text', () => {
    const typed = {
      ...given,
      deliveryBufferMb: '128',
      deletionProtection: 'true',
      logRetentionDays: '30',
      replayEnabled: 'false',
      replayConcurrency: 'none',
    };
    expect(readSettings('dev', typed)).toMatchObject({
      deliveryBufferMb: 128,
      deletionProtection: true,
      logRetentionDays: 30,
      replayEnabled: false,
      replayConcurrency: 'none',
    });
  });

  it.each(['UTC', 'Asia/Seoul', 'America/Argentina/Buenos_Aires', 'Pacific/Kiritimati'])(
    'take the zone %s',
    (timeZone) => {
      expect(readSettings('dev', { ...given, timeZone }).timeZone).toBe(timeZone);
    },
  );
});

describe('a mistake is told with what to mend', () => {
  it.each<[string, Record<string, unknown>, RegExp]>([
    [
      'a zone that is none',
      { timeZone: 'Asia/Soul' },
      /"timeZone" is "Asia\/Soul": must be UTC or a region\/city name .* such as Asia\/Seoul/,
    ],
    ['a zone that Firehose does not take', { timeZone: 'Etc/GMT+9' }, /"timeZone" is "Etc\/GMT\+9": must be UTC or/],
    ['an offset for a zone', { timeZone: '+09:00' }, /"timeZone" is "\+09:00"/],
    [
      'a day for an hour',
      { lakeSince: '2024/01/01' },
      /"lakeSince" is "2024\/01\/01": must be an hour written yyyy\/MM\/dd\/HH/,
    ],
    ['a day that there is not', { lakeSince: '2023/02/29/00' }, /"lakeSince" is "2023\/02\/29\/00": must be an hour/],
    ['no address', { alarmEmail: 'oncall' }, /"alarmEmail" is "oncall": must be an e-mail address, or empty/],
    [
      'a retention that CloudWatch does not know',
      { logRetentionDays: 15 },
      /"logRetentionDays" is 15: must be one of 1, 3, 5/,
    ],
    ['a retention that Kinesis does not know', { changeRetentionHours: 12 }, /"changeRetentionHours" is 12/],
    [
      'an interval too long for Firehose',
      { deliveryBufferSeconds: 901 },
      /"deliveryBufferSeconds" is 901: must be a whole number from 60 to 900/,
    ],
    [
      'a word for a number',
      { deliveryBufferMb: 'much' },
      /"deliveryBufferMb" is "much": must be a whole number from 1 to 128/,
    ],
    [
      'fewer partitions than any account has',
      { activePartitionsMax: 499 },
      /"activePartitionsMax" is 499: must be a whole number from 500/,
    ],
    [
      'a switch that is neither on nor off',
      { replayEnabled: 'maybe' },
      /"replayEnabled" is "maybe": must be true or false/,
    ],
    [
      'a database above the repository',
      { geoIpDatabase: '../GeoLite2-City.mmdb' },
      /"geoIpDatabase" is "\.\.\/GeoLite2-City\.mmdb": must be the path of a file from the folder of serverless\.yml, or an absolute one in a layer/,
    ],
    [
      'a database that is a pattern',
      { geoIpDatabase: 'functions/**' },
      /"geoIpDatabase" is "functions\/\*\*": must be/,
    ],
    [
      'an age that no database has',
      { geoIpDatabaseAgeDaysMax: 0 },
      /"geoIpDatabaseAgeDaysMax" is 0: must be a whole number from 1 to 36500/,
    ],
    ['neither', { accessLogUnlocated: 'maybe' }, /"accessLogUnlocated" is "maybe": must be drop or keep/],
    ['a run without a cap', { replayRecordsMax: 0 }, /"replayRecordsMax" is 0: must be a whole number from 1/],
    [
      'a concurrency at which nothing ever runs',
      { replayConcurrency: 0 },
      /"replayConcurrency" is 0: must be a whole number from 1 to 100, or none/,
    ],
    [
      'a parameter left out',
      { logLevel: undefined },
      /"logLevel" is missing: add it under "params\.dev" in serverless\.yml/,
    ],
  ])('%s', (_name, change, message) => {
    expect(() => readSettings('dev', { ...given, ...change })).toThrow(ConfigurationError);
    expect(() => readSettings('dev', { ...given, ...change })).toThrow(message);
  });

  it('names every mistake at once', () => {
    expect(() => readSettings('dev', { ...given, timeZone: 'Mars', alarmEmail: 'x' })).toThrow(/timeZone.*alarmEmail/);
  });

  it.each(['Prod', 'pr_od', 'a-stage-with-a-long-name'])('a stage called %s, which no bucket may be', (stage) => {
    expect(() => readSettings(stage, given)).toThrow(/cannot be part of a bucket's name/);
  });
});
