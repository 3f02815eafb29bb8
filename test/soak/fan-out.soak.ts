import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { createSamples } from '../../cli/load/samples.ts';
import { writeBatches } from '../../cli/workload/write-batches.ts';
import { audit, disordered } from '../support/fan-out/audit.ts';
import { changesOf, isForModeration } from '../support/fan-out/changes.ts';
import { archivedRecords, consume, idOf, queueUrl, streamRecords } from '../support/fan-out/consume.ts';
import { names, writeFanOutPackage } from '../support/fan-out/package.ts';
import { ACCELERATE, clientSettings } from '../support/fan-out/stack.ts';
import { idsOf } from '../support/fan-out/witness.ts';
import { startStackChild } from '../support/kills/stack-child.ts';

/**
 * Writes changes to the table through the SDK, nine tenths new messages, the rest edits and removals of them, and holds what every
 * target of the fan-out was told against the table's stream. Exits 1 if anything is missing, foreign or out of order.
 *
 *     node test/soak/fan-out.soak.ts [--changes 100000] [--livestreams 100]
 */
const { values } = parseArgs({
  options: { changes: { type: 'string', default: '100000' }, livestreams: { type: 'string', default: '100' } },
});
const count = Math.ceil(Number(values.changes) / 1000) * 1000;
/** Without one new message at the targets, until it is over for them. */
const PATIENCE_MS = 180_000;

const root = mkdtempSync(join(tmpdir(), 'tributary-fan-out-soak-'));
await writeFanOutPackage(join(root, 'package'));
const stack = startStackChild({
  packageDirectory: join(root, 'package'),
  data: join(root, 'data'),
  accelerate: ACCELERATE,
});
const settings = clientSettings(await stack.up);
const table = new DynamoDBClient(settings);
const queues = new SQSClient(settings);

const told: Record<string, string[]> = { [names.captured]: [], [names.moderation]: [], [names.fifo]: [] };
let lastMs = performance.now();
const isOver = () =>
  performance.now() - lastMs > PATIENCE_MS || [names.captured, names.fifo].every((name) => told[name]!.length >= count);

const startedMs = performance.now();
const consuming = Object.entries(told).map(([name, ids]) =>
  consume(
    queues,
    queueUrl(settings, name),
    (message) => {
      ids.push(idOf(message));
      lastMs = performance.now();
    },
    isOver,
  ),
);
let toldSeconds = 0;
const reporting = setInterval(report, 5000);
for (const batches of workload()) await writeBatches(table, names.table, batches, { concurrency: 8 });
const writtenSeconds = (performance.now() - startedMs) / 1000;
await Promise.all(consuming);
clearInterval(reporting);
const takenSeconds = (lastMs - startedMs) / 1000;

const changes = await changesOf(settings);
const stream = idsOf(await streamRecords(settings));
const archive = await archivedIds();
const { maxRssBytes } = await stack.memory();
table.destroy();
queues.destroy();
await stack.stop();
rmSync(root, { recursive: true, force: true });

const audits = {
  bus: audit(changes, told[names.captured]!),
  'moderation queue': audit(changes.filter(isForModeration), told[names.moderation]!),
  archive: audit(changes, archive),
  'data stream': audit(changes, stream),
  'FIFO queue': audit(changes, told[names.fifo]!),
};
const mixedUp = { 'data stream': disordered(changes, stream), 'FIFO queue': disordered(changes, told[names.fifo]!) };
console.log(
  `fan-out: ${changes.length} changes written at ${Math.round(count / writtenSeconds)}/s, told to 5 targets at ` +
    `${Math.round(count / (toldSeconds || takenSeconds))}/s, taken from the queues at ${Math.round(count / takenSeconds)}/s (load average ${loadavg()[0]!.toFixed(1)}); at most ${Math.round(maxRssBytes / 2 ** 20)} MB`,
);
for (const [target, found] of Object.entries(audits)) {
  console.log(
    `  ${target}: ${found.changes} changes, ${found.repeats} repeats, ${found.missing} missing, ${found.unknown} unknown`,
  );
}
for (const [target, livestreams] of Object.entries(mixedUp)) {
  console.log(`  ${target}: ${livestreams.length} livestreams out of order`);
}
const isWhole = changes.length === count && Object.values(audits).every((one) => one.missing + one.unknown === 0);
process.exitCode = isWhole && Object.values(mixedUp).flat().length === 0 ? 0 : 1;

/** Prints how far the queues are, and notes when the bus's events are all there, taken or not. */
async function report(): Promise<void> {
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl(settings, names.captured), AttributeNames: ['All'] }),
  );
  const waiting = Number(Attributes.ApproximateNumberOfMessages);
  const seconds = (performance.now() - startedMs) / 1000;
  const taken = Object.entries(told).map(([name, ids]) => `${name} ${ids.length}`);
  console.log(`${Math.round(seconds)} s: taken ${taken.join(', ')}; ${waiting} wait in ${names.captured}`);
  if (toldSeconds === 0 && waiting + told[names.captured]!.length >= count) toldSeconds = seconds;
}

/** What is written, in three turns: new messages, edits, removals. */
function workload(): WriteRequest[][][] {
  const samples = createSamples({ livestreams: Number(values.livestreams), seed: 1 });
  const fresh = count * 0.9;
  const edited = count * 0.05;
  const put = (serial: number, more = {}) => ({ PutRequest: { Item: { ...samples.item(serial), ...more } } });
  const remove = (serial: number) => {
    const { LivestreamID, UID } = samples.item(serial);
    return { DeleteRequest: { Key: { LivestreamID: LivestreamID!, UID: UID! } } };
  };
  const turn = (from: number, length: number, request: (serial: number) => WriteRequest) =>
    Array.from({ length: Math.ceil(length / 25) }, (_, batch) =>
      Array.from({ length: Math.min(25, length - batch * 25) }, (_, index) => request(from + batch * 25 + index)),
    );
  return [
    turn(0, fresh, put),
    turn(0, edited, (serial) => put(serial, { Message: { S: `edited ${serial}` } })),
    turn(edited, count - fresh - edited, remove),
  ];
}

/** Firehose delivers a minute of the stack's clock later. */
async function archivedIds(): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    const ids = idsOf(await archivedRecords(settings));
    if (ids.length >= count || attempt === 10) return ids;
    await delay(3000);
  }
}
