import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { sendPaced } from '../../cli/load/paced.ts';
import { createSamples } from '../../cli/load/samples.ts';
import { startStackChild } from '../support/kills/stack-child.ts';
import { packaged } from '../support/packaged.ts';

/**
 * Overwrites the same keys for minutes and watches the memory of the stack's process: under its limit, and flat. Exits 1 if not.
 *
 *     node test/soak/memory.soak.ts [--minutes 10] [--keys 100000] [--rate 5000] [--package <directory>]
 */
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    keys: { type: 'string', default: '100000' },
    rate: { type: 'string', default: '5000' },
    package: { type: 'string' },
  },
});
const seconds = Number(values.minutes) * 60;
const keys = Number(values.keys);
const itemsPerBatch = 25;
const batchesPerSecond = Number(values.rate) / itemsPerBatch;

const RESIDENT_MB_MAX = 1024;
/** The last third may hold so much more than the second, on average; the first one warms up. */
const GROWTH_MAX = 1.1;
const tableName = 'tributary-dev-chat-messages';

const data = mkdtempSync(join(tmpdir(), 'tributary-memory-'));
const packageDirectory = values.package ?? (await packaged('dev')).directory;
const stack = startStackChild({ packageDirectory, data, accelerate: 60 });
const endpoint = await stack.up;
const client = new DynamoDBClient({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const samples = createSamples({ livestreams: 10, seed: 1 });
const residentMb: number[] = [];
let written = 0;
let isWriting = true;

const startedMs = performance.now();
const watching = watch();
await sendPaced(seconds * batchesPerSecond, { perSecond: batchesPerSecond, concurrency: 16 }, async (batch) => {
  if (performance.now() - startedMs > seconds * 1000) return;
  const requests = Array.from({ length: itemsPerBatch }, (_, index) => {
    const serial = batch * itemsPerBatch + index;
    return { PutRequest: { Item: { ...samples.item(serial % keys), Message: { S: `version ${serial}` } } } };
  });
  await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: requests } }));
  written += itemsPerBatch;
});
isWriting = false;
await watching;
const tookSeconds = (performance.now() - startedMs) / 1000;
const { maxRssBytes } = await stack.memory();
client.destroy();
await stack.stop();
rmSync(data, { recursive: true, force: true });

const third = Math.floor(residentMb.length / 3);
const mean = (list: number[]) => list.reduce((sum, one) => sum + one, 0) / list.length;
const middle = mean(residentMb.slice(third, 2 * third));
const end = mean(residentMb.slice(2 * third));
const maxMb = maxRssBytes / 2 ** 20;
const isUnder = maxMb < RESIDENT_MB_MAX;
const isFlat = end < middle * GROWTH_MAX;
console.log(
  `memory: ${written} writes on ${keys} keys in ${tookSeconds.toFixed(0)} s (${Math.round(written / tookSeconds)}/s, load average ${loadavg()[0]!.toFixed(1)}): ` +
    `at most ${maxMb.toFixed(0)} MB${isUnder ? '' : ` FAIL: over ${RESIDENT_MB_MAX}`}, on average ${middle.toFixed(0)} MB in the second third, ` +
    `${end.toFixed(0)} MB in the last${isFlat ? '' : ' FAIL: not flat'}`,
);
process.exitCode = isUnder && isFlat ? 0 : 1;

/** Notes the memory every second and prints it twice a minute. */
async function watch(): Promise<void> {
  for (let second = 0; isWriting; second += 1) {
    const { usage } = await stack.memory();
    residentMb.push(usage.rss / 2 ** 20);
    if (second % 30 === 0) {
      const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
      console.log(
        `${second} s: ${written} writes, resident ${mb(usage.rss)}, heap ${mb(usage.heapTotal)}, buffers ${mb(usage.external)}`,
      );
    }
    await delay(1000);
  }
}
