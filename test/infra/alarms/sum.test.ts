import { describe, expect, it } from 'vitest';
import { createCloudWatch } from '../../../local/cloudwatch/service.ts';
import { createRandom } from '../../../local/random.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { packaged } from '../../support/packaged.ts';
import { alarmsOf, metricsOf } from './watched-metrics.ts';

const minuteMs = 60_000;

/** What may happen to the records of one minute. */
interface Minute {
  read: number;
  dropped?: number;
  /** Never delivered. */
  lost?: number;
  /** Delivered once more. */
  repeated?: number;
  /** Read once more: counted as read, delivered once. */
  reread?: number;
}

/** How long each stage's buffers hold a record at most, minutes. */
const stages = { dev: { delayMinutes: 2 }, prod: { delayMinutes: 8 } };

/** The state of the packaged alarm, evaluated as CloudWatch does, after each hour of a course of events. */
async function follow(stage: 'dev' | 'prod', hours: number, at: (minute: number) => Minute): Promise<string[]> {
  const { template } = await packaged(stage);
  const { logicalId, properties } = alarmsOf(template).find(
    (alarm) => alarm.logicalId === 'ChatByTimeRecordsMissingAlarm',
  )!;
  const [read, dropped, delivered] = metricsOf(logicalId, properties);
  const clock = createFakeClock(Date.UTC(2026, 0, 5));
  const cloudwatch = createCloudWatch({ clock, onAlarm: () => {} });
  cloudwatch.putAlarm(properties);
  const put = (metric: typeof read, value: number) =>
    cloudwatch.sink.put({
      namespace: metric!.namespace,
      metricName: metric!.name,
      dimensions: metric!.dimensions as Record<string, string>,
      value,
      timestamp: clock.now(),
    });
  const onTheirWay: number[] = [];
  const states: string[] = [];
  for (let minute = 0; minute < hours * 60; minute += 1) {
    const { read: records, dropped: left = 0, lost = 0, repeated = 0, reread = 0 } = at(minute);
    if (records + reread > 0) put(read, records + reread);
    if (left > 0) put(dropped, left);
    const arrives = minute + stages[stage].delayMinutes;
    onTheirWay[arrives] = (onTheirWay[arrives] ?? 0) + records - left - lost + repeated;
    if (onTheirWay[minute]) put(delivered, onTheirWay[minute]!);
    await clock.advance(minuteMs);
    if ((minute + 1) % 60 === 0) states.push(cloudwatch.alarms()[0]!.state);
  }
  cloudwatch.close();
  return states;
}

const nothing: Minute = { read: 0 };

/** A day as a live-stream shop has it: quiet at night, bursts in the evening; some removals by TTL. */
function everyday(random: () => number) {
  return (minute: number): Minute => {
    const hour = Math.floor(minute / 60) % 24;
    const level = hour < 7 ? 0.2 : hour < 19 ? 3 : 20;
    const burst = random() < 0.02 ? 50 : 1;
    const read = Math.floor(random() * level * burst);
    return { read, dropped: Math.min(read, Math.floor(random() * 2)) };
  };
}

describe.each(['dev', 'prod'] as const)('the sum of stage %s', (stage) => {
  it('does not ring for a burst after a silence, though nothing of it is delivered yet', async () => {
    expect(await follow(stage, 3, (minute) => (minute === 70 ? { read: 10_000 } : nothing))).toEqual([
      'OK',
      'OK',
      'OK',
    ]);
  });

  it('rings within two hours for one record lost of twenty-five', async () => {
    const states = await follow(stage, 3, (minute) => (minute === 30 ? { read: 25, lost: 1 } : nothing));
    expect(states.slice(0, 2)).toContain('ALARM');
    expect(states.at(-1)).toBe('ALARM');
  });
});

describe('over a day or more the sum', () => {
  it('does not ring while traffic comes and goes and rows are delivered twice', async () => {
    const seed = 20_261_105;
    console.log(`seed ${seed}`);
    const random = createRandom(seed);
    const day = everyday(random);
    const states = await follow('prod', 30, (minute) => {
      const events = day(minute);
      return { ...events, repeated: random() < 0.05 ? events.read : 0 };
    });
    expect(new Set(states)).toEqual(new Set(['OK']));
  });

  it('does not ring for records that Firehose reads twice after a failover', async () => {
    const records = 10;
    const states = await follow('prod', 20, (minute) => ({
      read: records,
      // All that was on its way.
      reread: minute === 10 * 60 ? records * stages.prod.delayMinutes : 0,
    }));
    expect(new Set(states)).toEqual(new Set(['OK']));
  });

  it('rings for a batch lost in heavy traffic when that abates', async () => {
    const states = await follow('prod', 14, (minute) => {
      if (minute >= 12 * 60) return nothing;
      return { read: 100, lost: minute === 6 * 60 ? 2_000 : 0 };
    });
    expect(states.slice(0, 6)).toEqual(Array(6).fill('OK'));
    expect(states.at(-1)).toBe('ALARM');
  });

  it('stops ringing a day after the loss', async () => {
    const states = await follow('prod', 28, (minute) => (minute === 30 ? { read: 25, lost: 1 } : nothing));
    expect(states.slice(2, 24)).toEqual(Array(22).fill('ALARM'));
    expect(states.at(-1)).toBe('OK');
  });
});

it('is silent where nothing is read', async () => {
  expect(await follow('dev', 2, () => nothing)).toEqual(['OK', 'OK']);
});
