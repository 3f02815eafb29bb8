import { gunzipSync } from 'node:zlib';
import type { Clock } from '../clock.ts';
import { LOCAL_ACCOUNT_ID } from '../place.ts';
import { createJsonProtocol } from '../wire/json-protocol.ts';
import { AwsError, type WireHandler } from '../wire/message.ts';
import { parseAlarm } from './alarm-definition.ts';
import { type AlarmChange, type AlarmStatus, createAlarms } from './alarms.ts';
import type { CloudWatchContext } from './context.ts';
import { parseEmbeddedMetrics } from './embedded-metrics.ts';
import { BUCKET_MS, PUT_BYTES_MAX } from './limits.ts';
import { epochGrid, metricSeries } from './metric-query.ts';
import { createMetricStore, type MetricId, oneValue } from './metric-store.ts';
import { describeAlarms } from './operations/describe-alarms.ts';
import { getMetricData } from './operations/get-metric-data.ts';
import { getMetricStatistics } from './operations/get-metric-statistics.ts';
import { listMetrics } from './operations/list-metrics.ts';
import { putMetricData } from './operations/put-metric-data.ts';
import { setAlarmState } from './operations/set-alarm-state.ts';
import { withQueryError } from './query-error.ts';
import { parseStatistic } from './statistic.ts';
import type { MetricSink } from './types.ts';

const OPERATIONS = {
  DescribeAlarms: describeAlarms,
  GetMetricData: getMetricData,
  GetMetricStatistics: getMetricStatistics,
  ListMetrics: listMetrics,
  PutMetricData: putMetricData,
  SetAlarmState: setAlarmState,
};

export interface CloudWatchOptions {
  clock: Clock;
  region?: string;
  accountId?: string;
  /** Told of every change of an alarm's state. */
  onAlarm(change: AlarmChange): void;
}

export interface StatisticsQuery extends MetricId {
  /** Seconds, a multiple of 60. */
  period: number;
  /** `Sum`, `Average`, `Minimum`, `Maximum`, `SampleCount` or a percentile such as `p99`. */
  stat: string;
  /** Milliseconds; the periods are multiples of `period` since the epoch. */
  from: number;
  to: number;
}

export interface CloudWatch {
  sink: MetricSink;
  /** Takes the metrics out of a function's log line, if it is of the embedded metric format. */
  ingestLogLine(functionName: string, line: string): void;
  /** Adds an alarm from the resolved properties of `AWS::CloudWatch::Alarm`; throws `TemplateError` for what is not honoured. */
  putAlarm(properties: unknown): void;
  alarms(): AlarmStatus[];
  /** The periods that have data, oldest first; `timestamp` is the start of each, ms. */
  statistics(query: StatisticsQuery): { timestamp: number; value: number }[];
  /** The sum of everything that was put to a metric since this process began. */
  total(id: MetricId): number;
  /** Evaluates every alarm now, the running minute included. */
  evaluateNow(): void;
  /** `GraniteServiceVersion20100801` over AWS JSON 1.0. */
  handle: WireHandler;
  close(): void;
}

/**
 * Metrics and alarms in memory: one aggregate a minute and metric, the alarms of the template evaluated on them.
 *
 * Everything is stamped with the stack's clock. A function's own clock may be the machine's, which an accelerated stack has
 * left behind; its log lines arrive as they are written, so their metrics belong to the minute of their arrival.
 */
export function createCloudWatch({
  clock,
  region = 'us-east-1',
  accountId = LOCAL_ACCOUNT_ID,
  onAlarm,
}: CloudWatchOptions): CloudWatch {
  const store = createMetricStore(() => clock.now());
  const alarms = createAlarms(clock, store, onAlarm);
  const context: CloudWatchContext = { clock, store, alarms, region, accountId };
  const answer = createJsonProtocol('CloudWatch', 'application/x-amz-json-1.0', OPERATIONS, context);
  return {
    sink: {
      put: ({ namespace, metricName, dimensions, value, timestamp }) =>
        store.put({ namespace, metricName, dimensions }, timestamp, oneValue(value)),
    },
    ingestLogLine(_functionName, line) {
      for (const { values, namespace, metricName, dimensions } of parseEmbeddedMetrics(line)) {
        for (const value of values) store.put({ namespace, metricName, dimensions }, clock.now(), oneValue(value));
      }
    },
    putAlarm: (properties) => alarms.put(parseAlarm(properties)),
    alarms: alarms.list,
    statistics({ period, stat, from, to, ...metric }) {
      const statistic = parseStatistic(stat);
      if (!statistic) throw new RangeError(`${stat} is no statistic that the local CloudWatch knows.`);
      const grid = epochGrid(from, to, period);
      const series = metricSeries({ metric, statistic }, store, grid);
      return grid.timestamps.flatMap((timestamp, at) =>
        series[at] === undefined ? [] : [{ timestamp, value: series[at] }],
      );
    },
    total: (id) => store.sinceStart(id).sum,
    evaluateNow: () => alarms.evaluateAt((Math.floor(clock.now() / BUCKET_MS) + 1) * BUCKET_MS),
    handle: async (request) =>
      withQueryError(
        await answer(
          request.headers['content-encoding'] === 'gzip' ? { ...request, body: decompress(request.body) } : request,
        ),
      ),
    close: alarms.close,
  };
}

/** SDKs compress PutMetricData from 10 KiB on. https://smithy.io/2.0/spec/behavior-traits.html#requestcompression-trait */
function decompress(body: Buffer): Buffer {
  try {
    return gunzipSync(body, { maxOutputLength: PUT_BYTES_MAX });
  } catch {
    throw new AwsError(
      'InvalidParameterValueException',
      `The request body is not gzip, or more than ${PUT_BYTES_MAX} bytes once decompressed.`,
    );
  }
}
