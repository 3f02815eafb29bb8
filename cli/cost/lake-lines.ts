import { type CostLine, costLine } from './lines.ts';
import type { Prices } from './prices.ts';
import { EVENT_UNIT_BYTES, FIREHOSE_ROUNDING_BYTES, GB, MONTH_SECONDS, roundedUp } from './units.ts';
import type { Volume } from './volume.ts';
import { ASSUMED, type Workload } from './workload.ts';

const MB_PER_GB = 1024;

/** Calls and billed time of a function. */
function lambdaLines(what: string, calls: number, ms: number, memoryMb: number, prices: Prices): CostLine[] {
  const service = 'Lambda';
  return [
    costLine({
      service,
      what: `${what}, calls`,
      quantity: calls / 1e6,
      unit: 'million',
      price: prices.lambdaMillionRequests,
    }),
    costLine({
      service,
      what: `${what}, time`,
      quantity: ((ms / 1000) * memoryMb) / MB_PER_GB,
      unit: 'GB-seconds',
      price: prices.lambdaArmGbSecond,
    }),
  ];
}

export function transformLines({ readers, messages, transformCalls }: Volume, prices: Prices): CostLine[] {
  const ms = readers * (transformCalls * ASSUMED.transformMsPerCall + messages * ASSUMED.transformMsPerRecord);
  return lambdaLines('transforms', readers * transformCalls, ms, ASSUMED.transformMb, prices);
}

/** Puts of both layouts, and what lies there after some months. Listing and reading are the queries' matter. */
export function s3Lines(
  { messages, rowBytes, readers, objects }: Volume,
  { months }: Workload,
  prices: Prices,
): CostLine[] {
  const service = 'S3';
  const puts = objects.byLivestream + objects.byTime;
  const gbPerMonth = (readers * messages * rowBytes * ASSUMED.gzipShare) / GB;
  return [
    costLine({ service, what: 'puts', quantity: puts / 1000, unit: 'thousand', price: prices.s3ThousandPuts }),
    costLine({
      service,
      what: 'storage',
      quantity: gbPerMonth * months,
      unit: 'GB-months',
      price: prices.s3GbMonth,
      note: `in month ${months}: ${gbPerMonth.toFixed(2)} GB are added each month, in two layouts`,
    }),
  ];
}

export function watchLines(
  { readers, transformCalls, accessLog }: Volume,
  { fanOut, ...workload }: Workload,
  prices: Prices,
): CostLine[] {
  const service = 'CloudWatch';
  const watched = (metrics: { always: number; fanOut: number; accessLog: number }): number =>
    metrics.always + (fanOut ? metrics.fanOut : 0) + (accessLog.lines > 0 ? metrics.accessLog : 0);
  const calls = readers * transformCalls + accessLog.calls + (fanOut ? fanOutCalls(workload.messagesPerSecond) : 0);
  return [
    costLine({
      service,
      what: 'alarms',
      quantity: watched(ASSUMED.alarmMetrics),
      unit: 'metrics',
      price: prices.cloudwatchAlarmMetric,
    }),
    costLine({
      service,
      what: 'custom metrics',
      quantity: watched(ASSUMED.customMetrics),
      unit: 'metrics',
      price: prices.cloudwatchMetric,
    }),
    costLine({
      service,
      what: 'dashboard',
      quantity: ASSUMED.dashboards,
      unit: 'dashboard',
      price: prices.cloudwatchDashboard,
    }),
    costLine({
      service,
      what: 'logs',
      quantity: (calls * ASSUMED.logBytesPerCall) / GB,
      unit: 'GB',
      price: prices.cloudwatchLogsGb,
    }),
    costLine({
      service: 'KMS',
      what: "key of the alarms' topic",
      quantity: 1,
      unit: 'key',
      price: prices.kmsKeyMonth,
    }),
  ];
}

const fanOutCalls = (messagesPerSecond: number): number =>
  MONTH_SECONDS *
  Math.min(messagesPerSecond, Math.max(messagesPerSecond / ASSUMED.fanOutBatch, ASSUMED.fanOutCallsPerSecondMin));

/**
 * For each change an event on the bus, at most a publication, and a record in the archive. Reading a table's stream by Lambda costs
 * nothing; what subscribers do with what they are told is theirs.
 */
export function fanOutLines(
  { messages, recordBytes, objects }: Volume,
  workload: Workload,
  prices: Prices,
): CostLine[] {
  if (!workload.fanOut) return [];
  const calls = fanOutCalls(workload.messagesPerSecond);
  const units = (messages * Math.ceil(recordBytes / EVENT_UNIT_BYTES)) / 1e6;
  const archivedBytes = roundedUp(recordBytes, FIREHOSE_ROUNDING_BYTES);
  const storedGb = (messages * recordBytes * ASSUMED.gzipShare) / GB;
  return [
    ...lambdaLines('fan-out', calls, calls * ASSUMED.fanOutMsPerCall, ASSUMED.fanOutMb, prices),
    costLine({
      service: 'EventBridge',
      what: 'fan-out, events',
      quantity: units,
      unit: 'million',
      price: prices.eventBridgeMillionEvents,
    }),
    costLine({
      service: 'SNS',
      what: 'fan-out, publications',
      quantity: units,
      unit: 'million',
      price: prices.snsMillionPublishes,
    }),
    costLine({
      service: 'Firehose',
      what: 'fan-out, archive in',
      quantity: (messages * archivedBytes) / GB,
      unit: 'GB',
      price: prices.firehoseGb,
    }),
    costLine({
      service: 'S3',
      what: 'fan-out, archive puts',
      quantity: objects.archive / 1000,
      unit: 'thousand',
      price: prices.s3ThousandPuts,
    }),
    costLine({
      service: 'S3',
      what: 'fan-out, archive storage',
      quantity: storedGb * workload.months,
      unit: 'GB-months',
      price: prices.s3GbMonth,
    }),
  ];
}

/** Direct PUT, each line a record; converted to Parquet and parted by country and day. */
export function accessLogLines({ accessLog }: Volume, { months }: Workload, prices: Prices): CostLine[] {
  const { lines, rowBytes, calls, objects } = accessLog;
  if (lines === 0) return [];
  const billedBytes = roundedUp(ASSUMED.accessLogBytes, FIREHOSE_ROUNDING_BYTES);
  const gb = (lines * billedBytes) / GB;
  const firehose = { service: 'Firehose', unit: 'GB' };
  return [
    costLine({
      ...firehose,
      what: 'access log, in',
      quantity: gb,
      price: prices.firehoseGb,
      note: `${ASSUMED.accessLogBytes} bytes a line, rounded up to ${billedBytes.toLocaleString('en')}`,
    }),
    costLine({ ...firehose, what: 'access log, to Parquet', quantity: gb, price: prices.firehoseConversionGb }),
    costLine({
      ...firehose,
      what: 'access log, dynamic partitioning',
      quantity: (lines * rowBytes) / GB,
      price: prices.firehosePartitioningGb,
    }),
    costLine({
      service: 'Firehose',
      what: 'access log, partitioned objects',
      quantity: objects / 1000,
      unit: 'thousand',
      price: prices.firehosePartitioningThousandObjects,
    }),
    ...lambdaLines(
      'access log',
      calls,
      calls * ASSUMED.transformMsPerCall + lines * ASSUMED.transformMsPerRecord,
      ASSUMED.transformMb,
      prices,
    ),
    costLine({
      service: 'S3',
      what: 'access log, puts',
      quantity: objects / 1000,
      unit: 'thousand',
      price: prices.s3ThousandPuts,
    }),
    costLine({
      service: 'S3',
      what: 'access log, storage',
      quantity: ((lines * rowBytes * ASSUMED.gzipShare) / GB) * months,
      unit: 'GB-months',
      price: prices.s3GbMonth,
    }),
  ];
}
