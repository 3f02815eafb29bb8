import { join } from 'node:path';
import { wipeDataDirectory } from '../../local/data-directory.ts';
import type { LocalStack } from '../../local/stack.ts';
import { loadOnAws } from '../load/aws.ts';
import { type Latency, latencyOf } from '../load/latency.ts';
import { type LoadOutcome, type LoadPlan, recordsOf } from '../load/plan.ts';
import { runWriter } from '../load/writer.ts';
import { openLocalStack } from '../local-stack.ts';
import { createProgress, type Progress, table, UserError } from '../output.ts';
import { type DeliveryStreamFacts, deliveryStreamsOf } from '../proof/delivery-streams.ts';
import { type LayoutProof, proveLayout, readLog } from '../proof/proof.ts';
import { countRowsPerLivestream, type LivestreamRows, rowsTable } from '../proof/rows-per-livestream.ts';
import { waitUntilSettled } from '../proof/settled.ts';

export interface LoadOptions extends LoadPlan {
  verify: boolean;
  data: string;
  accelerate: number;
  package?: string;
  param?: Record<string, string>;
  json: boolean;
  aws: boolean;
  stage: string;
  yes: boolean;
}

export async function load(options: LoadOptions): Promise<void> {
  const most = options.target === 'dynamodb' ? 25 : 500;
  if (options.batchSize > most)
    throw new UserError(
      `A batch for ${options.target} holds at most ${most} records; give --batch-size ${most} or less.`,
    );
  if (options.aws && options.verify) {
    throw new UserError(
      '--verify reads the objects of a local stack. With --aws leave it out; the SQL that counts is printed at the end.',
    );
  }
  if (options.aws) await loadOnAws(options, createProgress(options.json));
  else await loadLocally(options);
}

async function loadLocally(options: LoadOptions): Promise<void> {
  const { data, accelerate, json, livestreams } = options;
  const progress = createProgress(json);
  wipeDataDirectory(data);
  const stack = await openLocalStack(
    { data, stage: 'dev', port: 0, accelerate, package: options.package, params: options.param },
    progress,
    (event) => {
      if (event.type === 'warning') progress.done(`! ${event.message}`);
    },
  );
  try {
    const layouts = deliveryStreamsOf(stack);
    if (options.verify) checkRetention(stack, options);
    const cpuBefore = cpuSecondsOfThisProcess();
    const outcome = await write(stack, options, layouts[0]!.sourceStream, progress);
    const deliveryStartedMs = performance.now();
    await waitUntilSettled(stack, layouts, recordsOf(options), progress);
    const delivered = {
      outcome,
      deliveredAfterSeconds: (performance.now() - deliveryStartedMs) / 1000,
      // Before the proof, which is not the stack's work.
      residentMb: Math.round(process.resourceUsage().maxRSS / 1024),
      cpuSeconds: { client: outcome.clientCpuSeconds, stack: cpuSecondsOfThisProcess() - cpuBefore },
    };
    const ids = Array.from({ length: livestreams }, (_, index) => `live-${index + 1}`);
    const report: Report = {
      ...delivered,
      layouts: options.verify ? await prove(stack, layouts) : new Map(),
      rows: options.verify ? await countRowsPerLivestream(ids, stack, join(data, 's3')) : [],
    };
    console.log(json ? asJson(report) : asText(report, accelerate));
    if (!holds(report)) process.exitCode = 1;
  } finally {
    await stack.stop();
  }
}

interface Proven {
  proof: LayoutProof;
  latency: Latency | undefined;
}

interface Report {
  outcome: LoadOutcome;
  /** From the last answer to the writer until everything lay in S3. */
  deliveredAfterSeconds: number;
  layouts: Map<DeliveryStreamFacts, Proven>;
  rows: LivestreamRows[];
  /** The most that the stack's process held until then. */
  residentMb: number;
  /** From the first record written to the last one in S3. */
  cpuSeconds: { client: number; stack: number };
}

/** Every record was logged once, and what was logged lies in every layout; SQL counts the same rows. */
function holds({ outcome, layouts, rows }: Report): boolean {
  if (layouts.size === 0) return true;
  const proofs = [...layouts.values()].map(({ proof }) => proof);
  const counted = (count: (row: LivestreamRows) => number) => rows.reduce((sum, row) => sum + count(row), 0);
  return (
    proofs.every((proof) => proof.holds && proof.written === outcome.accepted) &&
    counted((row) => row.byLivestream) === outcome.accepted &&
    counted((row) => row.byTime) === outcome.accepted
  );
}

/** What has expired from the log cannot be held against anything. Throws {@link UserError}. */
function checkRetention({ resources }: LocalStack, { seconds, accelerate }: LoadOptions): void {
  const stream = resources.find(({ type }) => type === 'AWS::Kinesis::Stream');
  const hours = Number(stream?.properties.RetentionPeriodHours ?? 24);
  const hoursOfRun = (seconds * accelerate) / 3600;
  if (hoursOfRun * 2 > hours) {
    throw new UserError(
      `${seconds} s at ${accelerate} times the speed are ${hoursOfRun.toFixed(0)} h, and the stream keeps records for ${hours} h: what it drops cannot be verified. Give a smaller --accelerate or fewer --seconds.`,
    );
  }
}

function cpuSecondsOfThisProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function write(
  stack: LocalStack,
  options: LoadOptions,
  streamName: string,
  progress: Progress,
): Promise<LoadOutcome & { clientCpuSeconds: number }> {
  const { target, batchesPerSecond, batchSize, seconds, livestreams, seed, accelerate } = options;
  const tableName = stack.resources.find(({ type }) => type === 'AWS::DynamoDB::Table')!.name;
  const targetName = target === 'dynamodb' ? tableName : streamName;
  const order = {
    plan: { target, batchesPerSecond, batchSize, seconds, livestreams, seed },
    targetName,
    settings: {
      endpoint: stack.url,
      region: stack.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    nowMs: stack.clock.now(),
    accelerate,
  };
  const startedMs = performance.now();
  const { outcome, cpuSeconds } = await runWriter(order, (accepted) => {
    const rate = accepted / ((performance.now() - startedMs) / 1000);
    progress.update(
      `writing to ${targetName}: ${count(accepted)} of ${count(recordsOf(options))} records, ${count(rate)}/s`,
    );
  });
  progress.done(
    `${targetName} took ${count(outcome.accepted)} records in ${outcome.seconds.toFixed(1)} s: ${count(outcome.accepted / outcome.seconds)}/s`,
  );
  return { ...outcome, clientCpuSeconds: cpuSeconds };
}

async function prove(stack: LocalStack, layouts: DeliveryStreamFacts[]): Promise<Report['layouts']> {
  const log = readLog(stack, layouts[0]!.sourceStream);
  const proven: Report['layouts'] = new Map();
  for (const layout of layouts) {
    proven.set(layout, { proof: await proveLayout(stack, layout, log), latency: await latencyOf(stack, layout) });
  }
  return proven;
}

function asJson({ outcome, deliveredAfterSeconds, layouts, rows, residentMb, cpuSeconds }: Report): string {
  const proofs = [...layouts.values()].map(({ proof }) => proof);
  const verified = proofs.length > 0;
  return JSON.stringify({
    // What lies in the log; without --verify, what was accepted.
    written: proofs[0]?.written ?? outcome.accepted,
    accepted: outcome.accepted,
    rate: Math.round(outcome.accepted / outcome.seconds),
    seconds: Number(outcome.seconds.toFixed(1)),
    sentAgain: outcome.sentAgain,
    deliveredAfterSeconds: Number(deliveredAfterSeconds.toFixed(1)),
    residentMb,
    cpuSeconds: { client: Number(cpuSeconds.client.toFixed(1)), stack: Number(cpuSeconds.stack.toFixed(1)) },
    ...(verified && {
      lost: proofs.reduce((sum, { lost }) => sum + lost, 0),
      duplicated: proofs.reduce((sum, { duplicated }) => sum + duplicated, 0),
      layouts: Object.fromEntries(
        [...layouts].map(([{ shortName }, { proof, latency }]) => [
          shortName,
          { delivered: proof.delivered, failed: proof.failed, dropped: proof.dropped, latencyMs: latency },
        ]),
      ),
      rowsBySql: rows,
    }),
  });
}

function asText(
  { outcome, deliveredAfterSeconds, layouts, rows, residentMb, cpuSeconds }: Report,
  accelerate: number,
): string {
  const lines = [
    `${count(outcome.accepted)} records accepted at ${count(outcome.accepted / outcome.seconds)}/s, ${count(outcome.sentAgain)} of them sent again.`,
    `Everything lay in S3 ${deliveredAfterSeconds.toFixed(1)} s after the last of them. The stack held ${residentMb} MB at most.`,
    `CPU time: ${cpuSeconds.stack.toFixed(1)} s for the stack, ${cpuSeconds.client.toFixed(1)} s for the client.`,
  ];
  if (layouts.size === 0) return lines.join('\n');
  const sums = [...layouts].map(([{ shortName }, { proof, latency }]) => [
    shortName,
    proof.written,
    proof.delivered,
    proof.failed,
    proof.dropped,
    proof.lost,
    proof.duplicated,
    ...(latency ? [latency.p50, latency.p90, latency.p99, latency.max] : ['', '', '', '']),
  ]);
  const header = [
    'delivery stream',
    'written',
    'delivered',
    'failed',
    'dropped',
    'lost',
    'duplicated',
    'p50 ms',
    'p90 ms',
    'p99 ms',
    'max ms',
  ];
  return [
    ...lines,
    '',
    table(header, sums),
    `Latency is from write to object, by the stack's clock, which runs ${accelerate} times faster.`,
    '',
    rowsTable(rows),
  ].join('\n');
}

const count = (value: number): string => Math.round(value).toLocaleString('en');
