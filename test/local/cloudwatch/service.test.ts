import { once } from 'node:events';
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  GetMetricDataCommand,
  GetMetricStatisticsCommand,
  ListMetricsCommand,
  PutAnomalyDetectorCommand,
  PutMetricDataCommand,
  SetAlarmStateCommand,
} from '@aws-sdk/client-cloudwatch';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AlarmChange } from '../../../local/cloudwatch/alarms.ts';
import { createCloudWatch } from '../../../local/cloudwatch/service.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const MINUTE = 60_000;
const dimensions = { service: 'firehose-transform', DeliveryStream: 'chat-by-time' };
const id = { namespace: 'Tributary', metricName: 'ProcessingFailed', dimensions };

const alarm = {
  AlarmName: 'chat-by-time-processing-failed',
  Namespace: 'Tributary',
  MetricName: 'ProcessingFailed',
  Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  AlarmActions: ['arn:alarm'],
  OKActions: ['arn:ok'],
};

function setUp() {
  const clock = createFakeClock();
  const changes: AlarmChange[] = [];
  const cloudwatch = createCloudWatch({ clock, onAlarm: (change) => changes.push(change) });
  onTestFinished(() => cloudwatch.close());
  const put = (value: number, timestamp = clock.now()) => cloudwatch.sink.put({ ...id, value, timestamp });
  return { clock, changes, cloudwatch, put };
}

const states = (changes: AlarmChange[]) => changes.map(({ from, to }) => `${from} → ${to}`);

describe('alarms', () => {
  it('begin without a state and follow the metric, minute by minute', async () => {
    const { clock, changes, cloudwatch, put } = setUp();
    cloudwatch.putAlarm(alarm);
    expect(cloudwatch.alarms()).toMatchObject([
      { state: 'INSUFFICIENT_DATA', reason: 'Unchecked: Initial alarm creation' },
    ]);
    await clock.advance(MINUTE);
    put(2);
    put(3);
    await clock.advance(MINUTE);
    put(0);
    await clock.advance(MINUTE);
    expect(states(changes)).toEqual(['INSUFFICIENT_DATA → OK', 'OK → ALARM', 'ALARM → OK']);
    expect(changes[1]).toEqual({
      alarmName: 'chat-by-time-processing-failed',
      from: 'OK',
      to: 'ALARM',
      reason: 'Threshold Crossed: 1 datapoint [5.0 (01/01/26 00:01:00)] was greater than the threshold (0.0).',
      timestamp: Date.UTC(2026, 0, 1, 0, 2),
      actions: ['arn:alarm'],
    });
    expect(changes[2]!.actions).toEqual(['arn:ok']);
    expect(cloudwatch.alarms()[0]!.history).toEqual(changes);
  });

  it('hold on to the last datapoint for the evaluation range, then take the missing ones as told', async () => {
    const { clock, changes, cloudwatch, put } = setUp();
    cloudwatch.putAlarm(alarm);
    put(1);
    await clock.advance(3 * MINUTE);
    expect(states(changes)).toEqual(['INSUFFICIENT_DATA → ALARM']);
    await clock.advance(MINUTE);
    expect(states(changes)).toEqual(['INSUFFICIENT_DATA → ALARM', 'ALARM → OK']);
    expect(changes[1]!.reason).toContain('treated as [NonBreaching]');
  });

  it('can be evaluated at once, the running minute included', async () => {
    const { clock, changes, cloudwatch, put } = setUp();
    cloudwatch.putAlarm(alarm);
    await clock.advance(10_000);
    put(1);
    cloudwatch.evaluateNow();
    expect(states(changes)).toEqual(['INSUFFICIENT_DATA → ALARM']);
  });

  it('look at windows that slide with the clock', async () => {
    const { clock, changes, cloudwatch, put } = setUp();
    cloudwatch.putAlarm({ ...alarm, Period: 300, Threshold: 5 });
    await clock.advance(4 * MINUTE + 1);
    for (let minute = 0; minute < 3; minute++) {
      put(2);
      await clock.advance(MINUTE);
    }
    // No five minutes of the clock face hold all three.
    expect(changes.at(-1)).toMatchObject({ to: 'ALARM', reason: expect.stringContaining('[6.0 (01/01/26 00:02:00)]') });
  });

  it('watch expressions over several metrics', async () => {
    const { clock, changes, cloudwatch } = setUp();
    const stat = (Id: string) => ({
      Id,
      ReturnData: false,
      MetricStat: { Metric: { Namespace: 'N', MetricName: Id }, Period: 60, Stat: 'Sum' },
    });
    const { Namespace: _n, MetricName: _m, Dimensions: _d, Statistic: _s, Period: _p, ...bare } = alarm;
    cloudwatch.putAlarm({
      ...bare,
      Metrics: [stat('read'), stat('delivered'), { Id: 'missing', Expression: 'read - FILL(delivered, 0)' }],
    });
    const put = (metricName: string, value: number) =>
      cloudwatch.sink.put({ namespace: 'N', metricName, dimensions: {}, value, timestamp: clock.now() });
    put('read', 5);
    put('delivered', 5);
    await clock.advance(MINUTE);
    put('read', 5);
    await clock.advance(MINUTE);
    expect(states(changes)).toEqual(['INSUFFICIENT_DATA → OK', 'OK → ALARM']);
  });

  it('stop with the service', async () => {
    const { clock, changes, cloudwatch, put } = setUp();
    cloudwatch.putAlarm(alarm);
    cloudwatch.close();
    put(1);
    await clock.advance(10 * MINUTE);
    expect(changes).toEqual([]);
    expect(clock.pendingTimers()).toBe(0);
  });
});

describe('metrics', () => {
  it('come from the functions’ log lines, at the stack’s time', () => {
    const { clock, cloudwatch } = setUp();
    const line = JSON.stringify({
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [
          { Namespace: 'Tributary', Dimensions: [Object.keys(dimensions)], Metrics: [{ Name: 'ProcessingFailed' }] },
        ],
      },
      ...dimensions,
      ProcessingFailed: [4, 1],
    });
    cloudwatch.ingestLogLine('f', line);
    cloudwatch.ingestLogLine('f', 'START RequestId');
    expect(cloudwatch.total(id)).toBe(5);
    expect(cloudwatch.statistics({ ...id, period: 60, stat: 'Sum', from: clock.now(), to: clock.now() + 1 })).toEqual([
      { timestamp: clock.now(), value: 5 },
    ]);
  });

  it('are kept for a day and no longer, their total for good', async () => {
    const { clock, cloudwatch, put } = setUp();
    put(1);
    const start = clock.now();
    await clock.advance(30 * 60 * MINUTE);
    put(2);
    expect(
      cloudwatch
        .statistics({ ...id, period: 60, stat: 'Sum', from: start, to: clock.now() + 1 })
        .map(({ value }) => value),
    ).toEqual([2]);
    put(100, start);
    expect(cloudwatch.total(id)).toBe(3);
  });

  it('answer percentiles, approximately where there are many values', () => {
    const { clock, cloudwatch, put } = setUp();
    for (let value = 1; value <= 1000; value++) put(value);
    const at = (stat: string) =>
      cloudwatch.statistics({ ...id, period: 60, stat, from: clock.now(), to: clock.now() + 1 })[0]!.value;
    expect([at('SampleCount'), at('Average'), at('Minimum'), at('Maximum')]).toEqual([1000, 500.5, 1, 1000]);
    expect(Math.abs(at('p50') - 500)).toBeLessThan(25);
    expect(Math.abs(at('p99') - 990)).toBeLessThan(50);
    expect(() => at('tm99')).toThrow(/tm99/);
  });

  it('do not mix with others that have more or other dimensions', () => {
    const { cloudwatch, put } = setUp();
    put(1);
    cloudwatch.sink.put({ ...id, dimensions: {}, value: 10, timestamp: Date.UTC(2026, 0, 1) });
    expect(cloudwatch.total(id)).toBe(1);
    expect(
      cloudwatch.total({ ...id, dimensions: { DeliveryStream: 'chat-by-time', service: 'firehose-transform' } }),
    ).toBe(1);
    expect(cloudwatch.total({ ...id, metricName: 'none' })).toBe(0);
  });
});

describe('an unmodified SDK client', () => {
  async function client() {
    const all = setUp();
    const server = createServer(async (request, response) => {
      const answer = await all.cloudwatch.handle({
        method: 'POST',
        path: '/',
        query: new URLSearchParams(),
        headers: request.headers as Record<string, string>,
        body: await buffer(request),
      });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const sdk = new CloudWatchClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      maxAttempts: 1,
    });
    onTestFinished(() => {
      sdk.destroy();
      server.close();
    });
    return { ...all, sdk };
  }

  it('puts data, also compressed, and reads statistics', async () => {
    const { clock, sdk } = await client();
    const now = new Date(clock.now());
    await sdk.send(
      new PutMetricDataCommand({
        Namespace: 'N',
        MetricData: [
          { MetricName: 'm', Value: 1, Timestamp: now },
          { MetricName: 'm', Values: [2, 3], Counts: [1, 2], Timestamp: now },
          { MetricName: 'm', StatisticValues: { SampleCount: 2, Sum: 10, Minimum: 4, Maximum: 6 }, Timestamp: now },
          ...Array.from({ length: 300 }, (_, index) => ({ MetricName: `other ${index} ${'x'.repeat(200)}`, Value: 1 })),
        ],
      }),
    );
    const { Datapoints } = await sdk.send(
      new GetMetricStatisticsCommand({
        Namespace: 'N',
        MetricName: 'm',
        StartTime: now,
        EndTime: new Date(clock.now() + MINUTE),
        Period: 60,
        Statistics: ['Sum', 'SampleCount', 'Minimum', 'Maximum', 'Average'],
      }),
    );
    expect(Datapoints).toEqual([{ Timestamp: now, Sum: 19, SampleCount: 6, Minimum: 1, Maximum: 6, Average: 19 / 6 }]);
    const page = await sdk.send(new ListMetricsCommand({ Namespace: 'N' }));
    expect(page.Metrics).toHaveLength(301);
    expect(page.NextToken).toBeUndefined();
  });

  it('reads data by expression, newest first', async () => {
    const { clock, put, sdk } = await client();
    put(1);
    await clock.advance(MINUTE);
    put(2);
    const { MetricDataResults } = await sdk.send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.UTC(2026, 0, 1)),
        EndTime: new Date(clock.now() + MINUTE),
        MetricDataQueries: [
          {
            Id: 'm1',
            ReturnData: false,
            MetricStat: {
              Metric: { Namespace: 'Tributary', MetricName: 'ProcessingFailed', Dimensions: alarm.Dimensions },
              Period: 60,
              Stat: 'Sum',
            },
          },
          { Id: 'e1', Expression: 'm1 * 10', Label: 'tenfold' },
        ],
      }),
    );
    expect(MetricDataResults).toEqual([
      {
        Id: 'e1',
        Label: 'tenfold',
        StatusCode: 'Complete',
        Values: [20, 10],
        Timestamps: [new Date(Date.UTC(2026, 0, 1, 0, 1)), new Date(Date.UTC(2026, 0, 1))],
      },
    ]);
  });

  it('describes alarms and sets a state for a try', async () => {
    const { clock, cloudwatch, changes, sdk } = await client();
    cloudwatch.putAlarm(alarm);
    await sdk.send(new SetAlarmStateCommand({ AlarmName: alarm.AlarmName, StateValue: 'ALARM', StateReason: 'a try' }));
    const { MetricAlarms } = await sdk.send(new DescribeAlarmsCommand({ StateValue: 'ALARM' }));
    expect(MetricAlarms).toMatchObject([
      {
        AlarmName: alarm.AlarmName,
        AlarmArn: `arn:aws:cloudwatch:us-east-1:000000000000:alarm:${alarm.AlarmName}`,
        StateReason: 'a try',
        StateUpdatedTimestamp: new Date(clock.now()),
        Threshold: 0,
        Dimensions: alarm.Dimensions,
      },
    ]);
    await clock.advance(MINUTE);
    expect(states(changes)).toEqual(['INSUFFICIENT_DATA → ALARM', 'ALARM → OK']);
    expect((await sdk.send(new DescribeAlarmsCommand({ AlarmNames: ['another'] }))).MetricAlarms).toEqual([]);
  });

  it('is told what is wrong, by name', async () => {
    const { sdk } = await client();
    const put = (datum: object) =>
      sdk.send(new PutMetricDataCommand({ Namespace: 'N', MetricData: [{ MetricName: 'm', ...datum }] }));
    await expect(put({ Value: 1, Values: [1] })).rejects.toThrow(/one of Value, Values and StatisticValues/);
    await expect(put({ Values: [1], Counts: [1, 2] })).rejects.toThrow(/Counts must be as many/);
    await expect(
      sdk.send(new SetAlarmStateCommand({ AlarmName: 'x', StateValue: 'OK', StateReason: '' })),
    ).rejects.toThrow(/does not exist/);
    await expect(sdk.send(new PutAnomalyDetectorCommand({}))).rejects.toThrow(
      /does not implement PutAnomalyDetector. It implements: DescribeAlarms, GetMetricData/,
    );
    await expect(
      sdk.send(
        new GetMetricDataCommand({
          StartTime: new Date(0),
          EndTime: new Date(1),
          MetricDataQueries: [{ Id: 'e1', Expression: 'e2', Period: 60 }],
        }),
      ),
    ).rejects.toThrow(/e2 is not the id/);
  });
});
