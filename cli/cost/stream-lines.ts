import { type CostLine, costLine } from './lines.ts';
import type { Prices } from './prices.ts';
import {
  DYNAMODB_UNIT_BYTES,
  FIREHOSE_ROUNDING_BYTES,
  GB,
  KINESIS_ROUNDING_BYTES,
  MONTH_HOURS,
  roundedUp,
} from './units.ts';
import type { Volume } from './volume.ts';
import type { Workload } from './workload.ts';

/** The way from the table to Firehose. */
export function tableLines({ messages }: Volume, { messageBytes, tableWrites }: Workload, prices: Prices): CostLine[] {
  const units = (messages * Math.ceil(messageBytes / DYNAMODB_UNIT_BYTES)) / 1e6;
  const service = 'DynamoDB';
  const captured = costLine({
    service,
    what: 'changes told to Kinesis',
    quantity: units,
    unit: 'million units',
    price: prices.dynamodbMillionChangeCaptureUnits,
  });
  const written = costLine({
    service,
    what: 'writes',
    quantity: units,
    unit: 'million units',
    price: prices.dynamodbMillionWriteRequestUnits,
  });
  return tableWrites ? [written, captured] : [captured];
}

/** Hours beyond these cost more, and beyond those less. https://aws.amazon.com/kinesis/data-streams/pricing/ */
const INCLUDED_HOURS = 24;
const EXTENDED_HOURS = 7 * 24;

export function kinesisLines(
  { messages, recordBytes, readers }: Volume,
  workload: Workload,
  prices: Prices,
): CostLine[] {
  const service = 'Kinesis';
  const inGb = (messages * roundedUp(recordBytes, KINESIS_ROUNDING_BYTES)) / GB;
  const outGb = (readers * messages * recordBytes) / GB;
  const { retentionHours } = workload;
  const kept = (from: number, to: number) => (inGb * Math.max(0, Math.min(retentionHours, to) - from)) / MONTH_HOURS;
  const lines = [
    costLine({ service, what: 'stream', quantity: MONTH_HOURS, unit: 'hours', price: prices.kinesisStreamHour }),
    costLine({
      service,
      what: 'in',
      quantity: inGb,
      unit: 'GB',
      price: prices.kinesisInGb,
      note: `${count(recordBytes)} bytes a record, rounded up to ${count(roundedUp(recordBytes, KINESIS_ROUNDING_BYTES))}`,
    }),
    costLine({
      service,
      what: 'out',
      quantity: outGb,
      unit: 'GB',
      price: prices.kinesisOutGb,
      note: `read by ${readers} delivery streams, not rounded`,
    }),
    costLine({
      service,
      what: 'kept beyond 24 hours',
      quantity: kept(INCLUDED_HOURS, EXTENDED_HOURS),
      unit: 'GB-months',
      price: prices.kinesisExtendedRetentionGbMonth,
    }),
    costLine({
      service,
      what: 'kept beyond 7 days',
      quantity: kept(EXTENDED_HOURS, Number.POSITIVE_INFINITY),
      unit: 'GB-months',
      price: prices.kinesisLongRetentionGbMonth,
    }),
  ];
  return lines.filter(({ quantity }) => quantity > 0);
}

export function firehoseLines(
  { messages, recordBytes, rowBytes, readers, objects }: Volume,
  prices: Prices,
): CostLine[] {
  const service = 'Firehose';
  const billedBytes = roundedUp(recordBytes, FIREHOSE_ROUNDING_BYTES);
  return [
    costLine({
      service,
      what: 'in',
      quantity: (readers * messages * billedBytes) / GB,
      unit: 'GB',
      price: prices.firehoseGb,
      note: `${readers} × ${count(recordBytes)} bytes a record, rounded up to ${count(billedBytes)}: ${(billedBytes / recordBytes).toFixed(1)} times what comes in`,
    }),
    costLine({
      service,
      what: 'dynamic partitioning',
      quantity: (messages * rowBytes) / GB,
      unit: 'GB',
      price: prices.firehosePartitioningGb,
      note: 'rows of one layout, before compression',
    }),
    costLine({
      service,
      what: 'partitioned objects',
      quantity: objects.byLivestream / 1000,
      unit: 'thousand',
      price: prices.firehosePartitioningThousandObjects,
    }),
  ];
}

const count = (number: number): string => number.toLocaleString('en');
