import { describe, expect, it, onTestFinished } from 'vitest';
import { createCloudWatch } from '../../../local/cloudwatch/service.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { packaged } from '../../support/packaged.ts';
import { alarmsOf } from './watched-metrics.ts';

const { template } = await packaged('dev');
const minuteMs = 60_000;

/** The packaged alarms on the way from the table to its stream, and what lets that way emit a metric. */
function setUp() {
  const clock = createFakeClock(Date.UTC(2026, 0, 5));
  const cloudwatch = createCloudWatch({ clock, onAlarm: () => {} });
  onTestFinished(() => cloudwatch.close());
  for (const { properties } of alarmsOf(template)) cloudwatch.putAlarm(properties);
  const emit = (metricName: string, value: number, dimensions: Record<string, string> = {}) =>
    cloudwatch.sink.put({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensions: { TableName: 'tributary-dev-chat-messages', DelegatedOperation: 'AnyNameAtAll', ...dimensions },
      value,
      timestamp: clock.now(),
    });
  const ringing = () =>
    cloudwatch
      .alarms()
      .flatMap(({ state, alarmName }) => (state === 'ALARM' ? [alarmName.replace(/^.*-chat-messages-/, '')] : []));
  return { clock, emit, ringing };
}

describe('the alarms of the first hop', () => {
  it.each([
    ['AgeOfOldestUnreplicatedRecord', 60_001, 5, 10, 'first-hop-late'],
    ['FailedToReplicateRecordCount', 1, 0, 1, 'first-hop-skipped'],
    ['ThrottledPutRecordCount', 1, 10, 15, 'first-hop-throttled'],
  ])('%s of %d rings not after %d minutes but after %d, however the operation is spelled', async (...row) => {
    const [metric, value, quietMinutes, minutes, kind] = row;
    const { clock, emit, ringing } = setUp();
    for (let minute = 0; minute < minutes; minute += 1) {
      if (minute === quietMinutes) expect(ringing()).toEqual([]);
      emit(metric, value);
      await clock.advance(minuteMs);
    }
    expect(ringing()).toEqual([kind]);
    await clock.advance(30 * minuteMs);
    expect(ringing()).toEqual([]);
  });

  it('do not ring for another table, nor for a metric of other dimensions', async () => {
    const { clock, emit, ringing } = setUp();
    for (let minute = 0; minute < 20; minute += 1) {
      for (const metric of [
        'AgeOfOldestUnreplicatedRecord',
        'FailedToReplicateRecordCount',
        'ThrottledPutRecordCount',
      ]) {
        emit(metric, 1_000_000, { TableName: 'tributary-prod-chat-messages' });
        emit(metric, 1_000_000, { Operation: 'PutItem' });
      }
      await clock.advance(minuteMs);
    }
    expect(ringing()).toEqual([]);
  });
});
