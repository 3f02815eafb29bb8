import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { samplePath } from '../scripts/make-sample-mmdb.ts';
import type { FirehoseResponseRecord, FirehoseTransformResponse } from '../shared/firehose-event.ts';
import { bundleFunction } from '../test/support/bundle-function.ts';
import { batchRecords, clients, createLogBatch, type LogBatch } from './geo-ip-batch.ts';
import { createLargeDatabase } from './geo-ip-database.ts';
import { createNaiveHandler } from './geo-ip-naive-handler.ts';
import { comparePaired } from './paired.ts';
import { measureMemoryMb, measureStartUp } from './processes.ts';
import { comparisonText, print, quietly } from './report.ts';

/**
 * The geo-IP transform, bundled as it deploys and with its telemetry, against the naive handler: `npm run bench`. Both read the same
 * made-up database of the size of a real one, and must answer with the same bytes.
 */
type Handler = (event: LogBatch) => Promise<FirehoseTransformResponse>;

const seed = 2_026;
const pairs = 41;
const warmups = 10;
const memoryBatches = 160;
/** Batches whose lines have all an address of their own: more of them than either handler remembers. */
const distinctBatches = 32;

const [, , mode, name, batches] = process.argv;
const directory = process.env.GEOIP_BENCH_DIRECTORY ?? mkdtempSync(join(tmpdir(), 'tributary-bench-'));
const databasePath = join(directory, 'large.mmdb');
const bundlePath = join(directory, 'handler.cjs');

Object.assign(process.env, {
  DELIVERY_STREAM: 'access-log',
  PARTITION_KEYS: 'country,day',
  GEOIP_DATABASE: databasePath,
  POWERTOOLS_SERVICE_NAME: 'geo-ip-transform',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/bench',
  POWERTOOLS_LOG_LEVEL: 'INFO',
});

if (mode === '--memory') {
  await printMemory(name === 'naive' ? await createNaiveHandler(databasePath) : loadHandler(), Number(batches));
} else {
  try {
    // For the processes that measure memory.
    process.env.GEOIP_BENCH_DIRECTORY = directory;
    await bench();
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function bench(): Promise<void> {
  writeFileSync(databasePath, createLargeDatabase(seed));
  const { code } = await bundleFunction('functions/geo-ip-transform/handler.ts');
  writeFileSync(bundlePath, code);
  const handlers = { naive: await createNaiveHandler(databasePath), transform: loadHandler() };
  const repeating = [createLogBatch(seed)];
  const distinct = Array.from({ length: distinctBatches }, (_, index) => createLogBatch(seed, index * batchRecords));

  print(`Node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} CPUs, seed ${seed}`);
  print(`database ${(statSync(databasePath).size / 1e6).toFixed(1)} MB, bundle ${(code.length / 1_000).toFixed(1)} KB`);
  const verdicts = await verdictsOf(handlers, [...repeating, ...distinct]);
  print(`${batchRecords} lines a batch; byte-identical responses, identical verdicts: ${verdicts}`);
  print(`median of ${pairs} interleaved pairs of runs, whole path: event bytes in, response bytes out\n`);
  print('                                 naive                    transform                ratio (middle half)');
  await compare(`${clients} clients, the few busiest `, handlers, repeating);
  await compare('all addresses different        ', handlers, distinct);

  const memory = (['naive', 'tributary'] as const).map((which) =>
    measureMemoryMb(import.meta.filename, which, memoryBatches),
  );
  print(
    `peak memory                    ${memory[0]} MB                   ${memory[1]} MB                   (${memoryBatches} batches, database included)`,
  );
  for (const [size, path] of [
    ['large', databasePath],
    ['sample', samplePath],
  ] as const) {
    Object.assign(process.env, { GEOIP_DATABASE: path, GEOIP_DATABASE_AGE_DAYS_MAX: '36500' });
    const milliseconds = await measureStartUp(directory, bundlePath);
    print(`start-up                       ${milliseconds.toFixed(1)} ms over an empty Node, with the ${size} database`);
  }
}

interface Handlers {
  naive: Handler;
  transform: Handler;
}

/** Throws unless both handlers answer every batch with the same bytes. */
async function verdictsOf({ naive, transform }: Handlers, events: LogBatch[]): Promise<string> {
  const records: FirehoseResponseRecord[] = [];
  for (const event of events) {
    const expected = await naive(event);
    const answered = await quietly(() => transform(event));
    const differs = expected.records.findIndex(
      (record, index) => JSON.stringify(record) !== JSON.stringify(answered.records[index]),
    );
    if (differs !== -1)
      throw new Error(
        `The two handlers answer record ${differs} differently:\n${decoded(event.records[differs])}\n${decoded(expected.records[differs])}\n${decoded(answered.records[differs])}`,
      );
    records.push(...expected.records);
  }
  const count = (verdict: string) => records.filter(({ result }) => result === verdict).length;
  return (['Ok', 'Dropped', 'ProcessingFailed'] as const).map((verdict) => `${count(verdict)} ${verdict}`).join(', ');
}

function decoded(record: object | undefined): string {
  const data = record !== undefined && 'data' in record ? Buffer.from(String(record.data), 'base64') : '';
  return `${JSON.stringify(record)} ${data}`;
}

async function compare(label: string, { naive, transform }: Handlers, events: LogBatch[]): Promise<void> {
  const requests = events.map((event) => Buffer.from(JSON.stringify(event)));
  const wholePath = (handle: Handler) => {
    let next = 0;
    return async () => {
      const request = requests[next++ % requests.length]!;
      return Buffer.from(JSON.stringify(await handle(JSON.parse(request.toString()) as LogBatch)));
    };
  };
  const result = await quietly(() => comparePaired(wholePath(naive), wholePath(transform), { pairs, warmups }));
  const handlersOnly = (handle: Handler) => {
    let next = 0;
    return () => handle(events[next++ % events.length]!);
  };
  const only = await quietly(() => comparePaired(handlersOnly(naive), handlersOnly(transform), { pairs, warmups }));
  print(`${label}${comparisonText(result, batchRecords)}`);
  print(`  handler only                 ${comparisonText(only, batchRecords)}`);
}

async function printMemory(handler: Handler, count: number): Promise<void> {
  const request = Buffer.from(JSON.stringify(createLogBatch(seed)));
  await quietly(async () => {
    for (let batch = 0; batch < count; batch += 1) {
      JSON.stringify(await handler(JSON.parse(request.toString()) as LogBatch));
    }
  });
  // resourceUsage counts kilobytes.
  process.stdout.write((process.resourceUsage().maxRSS / 1_024).toFixed(0));
}

function loadHandler(): Handler {
  const { handler } = createRequire(import.meta.url)(bundlePath) as {
    handler: (event: LogBatch, context: object) => ReturnType<Handler>;
  };
  return (event) => handler(event, { awsRequestId: 'bench' });
}
