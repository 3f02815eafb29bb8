import { notPublic, publicIpv4, publicIpv6 } from './addresses.ts';
import type { Random, SampleLine } from './log-lines.ts';
import { markOf, type Sample, UNMARKED } from './sample.ts';

/** A shipper sends the header of a file like any other row: this one stands for the first of every so many. */
const HEADER_EVERY = 1_000;

/** A row of CSV of the columns that `shared/log-delivery-streams.ts` names, with what CSV is full of. */
export function sampleRow(serial: number, nowMs: number, header: readonly string[], random: Random): SampleLine {
  if (serial % HEADER_EVERY === 0) return { serial: UNMARKED, fate: 'dropped', text: header.join() };
  const row = (client: string, fate: Sample['fate'], path = `/${markOf(serial)}`) => ({
    serial,
    fate,
    text: header.map((column) => fieldOf(column, { client, path, nowMs, random })).join(),
  });
  const dice = random();
  if (dice < 0.6) return row(publicIpv4(random), 'row');
  if (dice < 0.7) return row(publicIpv6(random), 'row');
  if (dice < 0.8) return row(publicIpv4(random), 'row', `"/${markOf(serial)}?q=a,b""c""\n안녕"`);
  if (dice < 0.94) return row(notPublic(random), 'dropped');
  const good = row(publicIpv4(random), 'failed');
  const kinds = [`${good.text},one more`, good.text.replace('GET', '"GET'), good.text.replace(/,\d{3},/, ',many,')];
  return { ...good, text: kinds[Math.floor(random() * kinds.length)]! };
}

interface RowParts {
  client: string;
  path: string;
  nowMs: number;
  random: Random;
}

function fieldOf(column: string, { client, path, nowMs, random }: RowParts): string {
  switch (column) {
    case 'Time':
      return new Date(nowMs).toISOString();
    case 'ClientIP':
      return client;
    case 'Method':
      return 'GET';
    case 'Path':
      return path;
    case 'Protocol':
      return 'HTTP/2';
    case 'Status':
      return '200';
    case 'Bytes':
      return String(Math.floor(random() * 100_000));
    case 'UserAgent':
      return '"Mozilla/5.0 (Macintosh, Intel)"';
    default:
      return '';
  }
}
