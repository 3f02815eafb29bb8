import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FirehoseResponseRecord, FirehoseTransformResponse } from '../shared/firehose-event.ts';
import { bundleFunction } from '../test/support/bundle-function.ts';
import { type Batch, batchRecords, createBatch } from './batch.ts';
import { naiveHandler } from './naive-handler.ts';
import { comparePaired } from './paired.ts';
import { measureMemoryMb, measureStartUp } from './processes.ts';
import { comparisonText, print, quietly } from './report.ts';

/**
 * The transform, bundled as it deploys and with its telemetry, against the naive handler: `npm run bench`.
 * "Whole path" is what Lambda's runtime does too: event bytes in, JSON.parse, handler, JSON.stringify, response bytes out.
 */
type Handler = (event: Batch) => Promise<FirehoseTransformResponse>;

const seed = 2_021;
const pairs = 151;
const warmups = 12;
const memoryBatches = 40;

Object.assign(process.env, {
  DELIVERY_STREAM: 'chat-by-livestream',
  PARTITION_KEYS: 'LivestreamID',
  POWERTOOLS_SERVICE_NAME: 'firehose-transform',
  POWERTOOLS_METRICS_NAMESPACE: 'Tributary/bench',
});

const directory = mkdtempSync(join(tmpdir(), 'tributary-bench-'));
try {
  const [, , mode, name, batches] = process.argv;
  if (mode === '--memory') await printMemory(name === 'naive' ? naiveHandler : await loadHandler(), Number(batches));
  else await bench();
} finally {
  rmSync(directory, { recursive: true });
}

async function bench(): Promise<void> {
  const event = createBatch(seed);
  const eventBytes = Buffer.from(JSON.stringify(event));
  const handler = await loadHandler();
  const wholePath = (handle: Handler) => async () =>
    Buffer.from(JSON.stringify(await handle(JSON.parse(eventBytes.toString()) as Batch)));

  const expected = await wholePath(naiveHandler)();
  if (!expected.equals(await quietly(wholePath(handler))))
    throw new Error('The two handlers do not answer with the same bytes.');
  const { records } = JSON.parse(expected.toString()) as { records: FirehoseResponseRecord[] };
  const verdicts = (['Ok', 'Dropped', 'ProcessingFailed'] as const).map(
    (verdict) => `${records.filter(({ result }) => result === verdict).length} ${verdict}`,
  );
  const recordBytes =
    event.records.reduce((sum, { data }) => sum + Buffer.byteLength(data, 'base64'), 0) / batchRecords;

  print(`Node ${process.version}, ${cpus()[0]?.model}, ${cpus().length} CPUs, seed ${seed}`);
  print(
    `${batchRecords} records of ${recordBytes.toFixed(0)} bytes, event ${mb(eventBytes.length)}, response ${mb(expected.length)}`,
  );
  print(`byte-identical responses, identical verdicts: ${verdicts.join(', ')}`);
  print(`median of ${pairs} interleaved pairs of runs\n`);
  print('                  naive                    transform                ratio (middle half)');
  await compare('whole path  ', wholePath(naiveHandler), wholePath(handler));
  await compare(
    'handler     ',
    () => naiveHandler(event),
    () => handler(event),
  );

  const memory = (['naive', 'tributary'] as const).map((which) =>
    measureMemoryMb(import.meta.filename, which, memoryBatches),
  );
  print(
    `peak memory ${memory[0]} MB                   ${memory[1]} MB                   (${memoryBatches} batches, whole process)`,
  );
  print(`\nbundle      ${((await bundle()).code.length / 1_000).toFixed(1)} KB (at most 60)`);
  print(`start-up    ${(await measureStartUp(directory, bundlePath())).toFixed(1)} ms over an empty Node (at most 15)`);
}

async function compare(label: string, naive: () => unknown, transform: () => unknown): Promise<void> {
  const result = await quietly(() => comparePaired(naive, transform, { pairs, warmups }));
  print(`${label}${comparisonText(result, batchRecords)}`);
}

async function printMemory(handler: Handler, batches: number): Promise<void> {
  const eventBytes = Buffer.from(JSON.stringify(createBatch(seed)));
  await quietly(async () => {
    for (let batch = 0; batch < batches; batch += 1)
      JSON.stringify(await handler(JSON.parse(eventBytes.toString()) as Batch));
  });
  // resourceUsage counts kilobytes.
  process.stdout.write((process.resourceUsage().maxRSS / 1_024).toFixed(0));
}

function bundle() {
  return bundleFunction('functions/firehose-transform/handler.ts');
}

function bundlePath(): string {
  return join(directory, 'handler.cjs');
}

async function loadHandler(): Promise<Handler> {
  writeFileSync(bundlePath(), (await bundle()).code);
  const { handler } = createRequire(import.meta.url)(bundlePath()) as {
    handler: (event: Batch, context: object) => ReturnType<Handler>;
  };
  return (event) => handler(event, { awsRequestId: 'bench' });
}

function mb(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(2)} MB`;
}
