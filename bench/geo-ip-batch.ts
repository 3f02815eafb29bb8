import { createRandom } from '../local/random.ts';
import { addressOf } from './geo-ip-database.ts';

/** As many lines of 200 bytes as these transforms are handed at a time, a quarter of 1 MB. */
export const batchRecords = 1_250;
/** Clients of the mix with repeating addresses, of which the few send the most. */
export const clients = 2_000;

/** Has no divisor in common with the number of networks. */
const stride = 7_919;
const epochMs = Date.UTC(2026, 4, 17, 9, 30);
const methods = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'HEAD'];
const paths = [
  '/',
  '/products/',
  '/search?q=blue+shoes&page=',
  '/static/app.3f2a9c.js?v=',
  '/api/v1/carts/',
  '/img/banner-',
];
const referers = [
  '-',
  '-',
  'https://www.example.com/',
  'https://shop.example.com/products/summer?sort=price',
  'https://search.example.net/?q=shoes',
];
const userAgents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0',
  'curl/8.5.0',
  '-',
];

/**
 * A batch of Combined lines as Firehose sends it, over two minutes: 97 in 100 of public clients, 2 of private ones, 1 cut short; 3 in
 * 100 have an escaped quote. `firstClient` is given where every line has an address of its own, the next one each.
 */
export function createLogBatch(seed: number, firstClient?: number) {
  const random = createRandom(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const pick = <Item>(items: readonly Item[]) => items[below(items.length)]!;

  function clientOf(index: number): string {
    if (below(100) < 2) return `10.${below(256)}.${below(256)}.${below(256)}`;
    // The square makes the first client some forty times as busy as the last. Neighbours lie in different places.
    return addressOf((firstClient === undefined ? Math.floor(clients * random() ** 2) : firstClient + index) * stride);
  }

  function line(index: number): string {
    const time = new Date(epochMs + Math.floor((index / batchRecords) * 120_000)).toISOString();
    const path = `${pick(paths)}${below(5_000)}${below(100) < 3 ? '?q=\\"exact\\"' : ''}`;
    const sound =
      `${clientOf(index)} - - [${time.slice(8, 10)}/May/${time.slice(0, 4)}:${time.slice(11, 19)} +0000] ` +
      `"${pick(methods)} ${path} HTTP/1.1" ${pick([200, 200, 200, 304, 404])} ${below(90_000)} "${pick(referers)}" "${pick(userAgents)}"`;
    return below(100) === 0 ? sound.slice(0, 40 + below(20)) : sound;
  }

  return {
    invocationId: '00000000-0000-4000-8000-000000000000',
    deliveryStreamArn: 'arn:aws:firehose:us-east-1:000000000000:deliverystream/tributary-prod-access-log',
    region: 'us-east-1',
    records: Array.from({ length: batchRecords }, (_, index) => ({
      recordId: `4954698668313554428650745793632162567570019247115${String(6_785_154 + index)}000000`,
      approximateArrivalTimestamp: epochMs + 900,
      data: Buffer.from(line(index)).toString('base64'),
    })),
  };
}

export type LogBatch = ReturnType<typeof createLogBatch>;
