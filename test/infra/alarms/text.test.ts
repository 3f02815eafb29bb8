import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAlarm } from '../../../local/cloudwatch/alarm-definition.ts';
import { packaged } from '../../support/packaged.ts';
import { alarmsOf, metricsOf } from './watched-metrics.ts';

// With all that a stage can have.
const { template } = await packaged('dev', { accessLog: 'true' });
const alarms = alarmsOf(template);

const runbook = readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8');

/** As GitHub makes an anchor of a heading. */
const anchors = [...runbook.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
  heading!
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .trim()
    .replaceAll(' ', '-'),
);

/** What each alarm is about and at what severity; `S` stands for each delivery stream of rows, `C` for each of changes, `L` for each log, `R` for the twin of each log, `F` for any function, `T` for any target of the fan-out. */
const severities: Record<string, 'page' | 'ticket'> = {
  'chat-messages-first-hop-late': 'page',
  'chat-messages-first-hop-skipped': 'page',
  'chat-messages-first-hop-throttled': 'ticket',
  'chat-messages-nothing-captured': 'page',
  'changes-writes-throttled': 'ticket',
  'changes-records-expiring': 'page',
  'C-reading-late': 'page',
  'C-reading-throttled': 'ticket',
  'C-nothing-read': 'page',
  'L-puts-throttled': 'ticket',
  'S-processing-failed': 'ticket',
  'S-transform-failing': 'page',
  'access-log-conversion-failed': 'ticket',
  'L-partitions-near-limit': 'ticket',
  'L-partitions-exceeded': 'page',
  'chat-by-livestream-partitions-near-limit': 'ticket',
  'chat-by-livestream-partitions-exceeded': 'page',
  'S-delivery-late': 'page',
  'S-delivery-failing': 'page',
  'C-records-missing': 'page',
  'access-log-csv-records-missing': 'page',
  'S-error-objects-waiting': 'ticket',
  'S-error-objects-old': 'ticket',
  'S-replay-volume': 'ticket',
  'R-delivery-late': 'page',
  'R-delivery-failing': 'page',
  'R-failed-again': 'ticket',
  'F-function-errors': 'ticket',
  'F-function-throttled': 'ticket',
  'F-function-near-timeout': 'ticket',
  'ddb-fanout-telling-late': 'page',
  'ddb-fanout-nothing-told': 'page',
  'ddb-fanout-changes-unreadable': 'ticket',
  'ddb-fanout-failure-destination-failing': 'page',
  'ddb-fanout-error-objects-waiting': 'ticket',
  'ddb-fanout-error-objects-old': 'ticket',
  'T-subscriber-failing': 'ticket',
  'T-subscriber-refusing': 'ticket',
  'moderation-notifications-lost': 'page',
  'moderation-messages-expiring': 'ticket',
  'moderation-dlq-dead-letters-waiting': 'ticket',
  'changes-archive-puts-throttled': 'ticket',
  'changes-archive-delivery-late': 'page',
  'changes-archive-delivery-failing': 'page',
  'changes-archive-records-missing': 'page',
};

const changes = ['chat-by-livestream', 'chat-by-time'];
const logs = ['access-log', 'access-log-csv'];

const expected = Object.entries(severities).flatMap(([name, severity]) =>
  expand(name).map((each) => `tributary-dev-${severity}-${each}`),
);

function expand(name: string): string[] {
  const streams = { S: [...changes, ...logs], C: changes, L: logs, R: logs.map((log) => `${log}-replay`) }[
    name.slice(0, name.indexOf('-'))
  ];
  if (streams) return streams.map((stream) => stream + name.slice(1));
  if (name.startsWith('T-')) {
    return ['domain-events', 'moderation', 'changes-archive'].map((target) => target + name.slice(1));
  }
  if (!name.startsWith('F-')) return [name];
  return [
    'firehose-transform',
    'firehose-transform-by-time',
    'geo-ip-transform',
    'geo-ip-transform-csv',
    'dlq-reprocessor',
    'dlq-inventory',
    'ddb-fanout',
  ].map((one) => one + name.slice(1));
}

it('these are the alarms of a stage', () => {
  expect(alarms.map(({ properties }) => properties.AlarmName).sort()).toEqual(expected.sort());
});

it.each([
  ['eight', 8, {}],
  ['twelve', 12, { accessLog: 'true' }],
])(
  'they cost less than %s dollars a month, at ten cents for each metric that an alarm looks at',
  async (_in, most, parameters) => {
    // https://aws.amazon.com/cloudwatch/pricing/, us-east-1; not verified since 2026-11.
    const all = alarmsOf((await packaged('dev', parameters)).template);
    const metrics = all.flatMap(({ logicalId, properties }) => metricsOf(logicalId, properties));
    expect(metrics.length * 0.1).toBeLessThan(most);
  },
);

describe.each(alarms)('$logicalId', ({ properties: { AlarmName, AlarmDescription, ...properties } }) => {
  const [, severity, kindOfName] = /^tributary-dev-(page|ticket)-(.*)$/.exec(AlarmName) ?? [];
  const anchor = /What to do: docs\/runbook\.md#([a-z-]+)$/.exec(AlarmDescription)?.[1];

  it('says how urgent it is, in its name and at the start of its text', () => {
    expect(AlarmDescription.startsWith(`${severity?.toUpperCase()}. `)).toBe(true);
  });

  it('says what to do, and the runbook has that section', () => {
    expect(anchors).toContain(anchor);
    expect(kindOfName?.endsWith(String(anchor))).toBe(true);
  });

  it('fits into what CloudWatch takes', () => {
    expect(AlarmName.length).toBeLessThanOrEqual(255);
    expect(AlarmDescription.length).toBeLessThanOrEqual(1024);
  });

  it('tells the topic when it rings and when it stops', () => {
    const topic = ['arn:aws:sns:us-east-1:000000000000:tributary-dev-alarms'];
    expect(properties).toMatchObject({ AlarmActions: topic, OKActions: topic });
  });
});

it.each(['dev', 'prod'] as const)('all of stage %s can be evaluated by the local stack', async (stage) => {
  for (const { properties } of alarmsOf((await packaged(stage, { accessLog: 'true' })).template)) {
    expect(() => parseAlarm(properties)).not.toThrow();
  }
});

describe('no data', () => {
  const missing = alarms.filter(({ properties }) => properties.TreatMissingData !== 'notBreaching');

  it('are no alarm, except of what is emitted at all times: their end is told too', () => {
    expect(missing.map(({ logicalId }) => logicalId)).toEqual([
      'ChatByLivestreamErrorObjectsWaitingAlarm',
      'ChatByTimeErrorObjectsWaitingAlarm',
      'AccessLogErrorObjectsWaitingAlarm',
      'AccessLogReplayFailedAgainAlarm',
      'AccessLogCsvErrorObjectsWaitingAlarm',
      'AccessLogCsvReplayFailedAgainAlarm',
      'DdbFanoutErrorObjectsWaitingAlarm',
    ]);
    for (const { properties } of missing) {
      expect(properties).toMatchObject({
        TreatMissingData: 'missing',
        InsufficientDataActions: ['arn:aws:sns:us-east-1:000000000000:tributary-dev-alarms'],
      });
    }
  });
});

it('every section of the runbook on an alarm belongs to one', () => {
  const sections = [...runbook.matchAll(/^### ([a-z-]+)$/gm)].map(([, kind]) => kind!);
  const kinds = alarms.map(({ properties }) => /#([a-z-]+)$/.exec(properties.AlarmDescription)?.[1]);
  expect(sections.filter((section) => !kinds.includes(section))).toEqual([]);
  expect(new Set(sections).size).toBe(sections.length);
});

describe('the loss map', () => {
  const map = readFileSync(join(import.meta.dirname, '../../../docs/loss-map.md'), 'utf8');
  const links = [...map.matchAll(/\(runbook\.md#([a-z-]+)\)/g)].map(([, anchor]) => anchor!);

  it('names only sections that the runbook has', () => {
    expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
  });

  it('has a place for every kind of alarm', () => {
    const kinds = alarms.map(({ properties }) => /#([a-z-]+)$/.exec(properties.AlarmDescription)?.[1]);
    expect(kinds.filter((kind) => !links.includes(String(kind)))).toEqual([]);
  });
});

it('links within the runbook lead somewhere', () => {
  const links = [...runbook.matchAll(/\]\(#([a-z-]+)\)/g)].map(([, anchor]) => anchor!);
  expect(links.filter((link) => !anchors.includes(link))).toEqual([]);
});
