import { table } from '../output.ts';
import { type Estimate, objectCount } from './estimate.ts';
import { type Prices, SHIPPED_PRICES } from './prices.ts';
import type { Volume } from './volume.ts';
import { ASSUMED, type Workload } from './workload.ts';

/** `1234` → `12.34` */
export const money = (cents: number): string =>
  (cents / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The estimate as it is printed: what was asked, the lines, the sum, the objects, and what none of it is. */
export function estimateText(workload: Workload, prices: Prices, found: Estimate, priceFile: string): string {
  const { lines, totalCents, volume, longer, warnings } = found;
  const { currency } = prices;
  const rows = lines.map(({ service, what, quantity, unit, price, cents, note }) => [
    service,
    what,
    `${amount(quantity)} ${unit}`,
    `× ${price}`,
    money(cents).padStart(10),
    note ?? '',
  ]);
  const objects = objectCount(volume);
  return [
    `Workload: ${workloadText(workload)}.`,
    pricesText(prices, priceFile),
    '',
    table(['service', 'what', 'a month', 'price', currency.padStart(10), ''], rows),
    '',
    `Total ${money(totalCents)} ${currency} a month of 30 days; GB are 2^30 bytes. Each line is rounded to the cent, and the lines are added.`,
    '',
    `Objects: ${count(objects)} a month (${objectParts(volume)}); active partitions × month ÷ interval, at least.`,
    ...longer.map(
      ({ bufferSeconds, objects: fewer, savedCents }) =>
        `  with an interval of ${bufferSeconds} s: ${count(fewer)} objects, ${money(savedCents)} ${currency} less; rows arrive up to ${bufferSeconds - workload.bufferSeconds} s later`,
    ),
    ...warnings.map((warning) => `\nNote: ${warning}`),
    '',
    `Assumed: ${ASSUMED.changeRecordExtraBytes} bytes more than the item for a change record and ${ASSUMED.rowExtraBytes} for a row, gzip leaves ${ASSUMED.gzipShare * 100} %, ${ASSUMED.transformMsPerRecord * 1000} µs of a transform for each record and ${ASSUMED.transformMsPerCall} ms for each call (cli/cost/workload.ts).`,
    'Not in here: Glue (a catalog of this size is free), queries (Athena bills what it reads), the table itself (storage, reads, recovery), failed records, data transfer, taxes; free tiers and tiers of volume are not taken off.',
  ].join('\n');
}

function pricesText({ region, currency, date, verified, source }: Prices, priceFile: string): string {
  const state = verified ? 'verified then' : 'NOT VERIFIED: hold them against the pages before you rely on a figure';
  return `Prices: ${region}, ${currency}, ${date}, ${state}. They lie in ${priceFile}${priceFile === SHIPPED_PRICES ? '; give your own with --prices' : ''}. Source: ${source[0]} and ${source.length - 1} more.`;
}

function workloadText(workload: Workload): string {
  const { messagesPerSecond, messageBytes, livestreams, bufferSeconds, bufferMb, retentionHours, months } = workload;
  const parts = [
    `${count(messagesPerSecond)} messages/s of ${count(messageBytes)} bytes`,
    `${count(livestreams)} active livestreams`,
    `buffers of ${bufferSeconds} s or ${bufferMb} MB (transform ${workload.transformBufferSeconds} s)`,
    `stream of ${workload.shards} shards kept ${retentionHours} h`,
    `${months} months of rows in S3`,
    workload.tableWrites ? 'with the table’s own writes' : 'without the table’s own writes (--table-writes)',
    workload.fanOut ? 'with fan-out' : 'without fan-out',
  ];
  if (workload.accessLogLinesPerSecond > 0) parts.push(`${count(workload.accessLogLinesPerSecond)} access-log lines/s`);
  return parts.join(', ');
}

function objectParts({ objects, accessLog }: Volume): string {
  const parts = [
    `${count(objects.byLivestream)} by livestream`,
    `${count(objects.byTime)} by time`,
    ...(objects.archive > 0 ? [`${count(objects.archive)} of the archive`] : []),
    ...(accessLog.objects > 0 ? [`${count(accessLog.objects)} of access logs`] : []),
  ];
  return parts.join(', ');
}

const count = (number: number): string => number.toLocaleString('en', { maximumFractionDigits: 3 });

const amount = (quantity: number): string => quantity.toLocaleString('en', { maximumFractionDigits: 3 });
