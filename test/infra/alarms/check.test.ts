import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../infra/alarms/alarm.ts';
import { checkAlarms } from '../../../infra/alarms/check.ts';
import { ConfigurationError } from '../../../infra/framework.ts';
import type { Settings } from '../../../infra/parameters.ts';

const settings = {
  deliveryBufferSeconds: 60,
  transformBufferSeconds: 10,
  changeRetentionHours: 24,
  activePartitionsMax: 500,
} as Settings;

const metric = { namespace: 'Here', name: 'There', dimensions: {} };
const sound: Alarm = {
  subject: 'chat',
  kind: 'too-much',
  severity: 'ticket',
  means: 'Too much.',
  watches: { metric, statistic: 'Sum' },
  rings: 'above',
  threshold: 0,
  unit: 'Count',
  periodSeconds: 300,
  periods: 3,
};
const eleven = Object.fromEntries(
  Array.from({ length: 11 }, (_, index) => [`m${index}`, { metric, statistic: 'Sum' as const }]),
);

describe('alarms that CloudWatch would take, and that mean something', () => {
  it('pass', () => {
    expect(() =>
      checkAlarms([sound, { ...sound, kind: 'too-little', rings: 'below', threshold: 1 }], settings),
    ).not.toThrow();
  });

  it('may look back a day, and a week by the hour', () => {
    const day = { ...sound, periodSeconds: 300, periods: 288 };
    const week = { ...sound, kind: 'too-much-in-a-week', periodSeconds: 3600, periods: 168 };
    expect(() => checkAlarms([day, week], settings)).not.toThrow();
  });

  it.each<[string, Partial<Alarm>, RegExp]>([
    ['a name that cannot be one', { kind: 'Too much' }, /must be named in lower-case letters/],
    ['a name too long', { subject: 'x'.repeat(240) }, /a name of more than 255 characters/],
    ['a long story', { means: 'x'.repeat(600) }, /says too much/],
    ['a text that CloudFormation would spoil', { means: 'Zu viel für einen Tag' }, /plain ASCII/],
    ['half a minute', { periodSeconds: 30 }, /has a period of 30 s, which is not whole minutes/],
    ['more than a day of short periods', { periods: 289 }, /looks at 86700 s, more than 86400/],
    [
      'more than three hours of a query',
      { watches: { query: 'SELECT SUM(There) FROM SCHEMA("Here")' }, periods: 37 },
      /looks at 11100 s, more than 10800/,
    ],
    ['more periods to ring than it looks at', { breaching: 4 }, /needs 4 of 3 periods/],
    ['none to ring', { breaching: 0 }, /needs 0 of 3 periods/],
    ['a threshold that is no number', { threshold: Number.NaN }, /has the threshold NaN/],
    ['a count below nothing', { rings: 'below' }, /can never ring: nothing counts below 0/],
    ['more than all', { unit: 'Percent', threshold: 100 }, /can never ring: 100 per cent/],
    [
      'eleven metrics in an expression',
      { watches: { expression: 'm1', metrics: eleven } },
      /names more than 10 metrics/,
    ],
  ])('must not have %s', (_name, change, message) => {
    expect(() => checkAlarms([{ ...sound, ...change }], settings)).toThrow(ConfigurationError);
    expect(() => checkAlarms([{ ...sound, ...change }], settings)).toThrow(message);
  });

  it('are there once each', () => {
    expect(() => checkAlarms([sound, sound], settings)).toThrow(/chat-too-much is there twice/);
  });
});

it('settings under which an alarm would mean nothing are told with what to change', () => {
  const slow = { ...settings, deliveryBufferSeconds: 3000 };
  expect(() => checkAlarms([sound], slow)).toThrow(
    /records-missing takes records for lost that may be on their way: 4510 s in periods of 3600 s\. Make deliveryBufferSeconds/,
  );
  expect(() => checkAlarms([sound], { ...settings, changeRetentionHours: 1 })).toThrow(
    /records-expiring rings while delivery is merely buffered/,
  );
  expect(() => checkAlarms([sound], { ...settings, activePartitionsMax: 1 })).toThrow(
    /partitions-near-limit rings at 0 of 1/,
  );
});
