import { mkdtempSync, rmSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { recordsOf } from '../cli/load/plan.ts';
import { runWriter } from '../cli/load/writer.ts';
import { createProgress } from '../cli/output.ts';
import { deliveryStreamsOf } from '../cli/proof/delivery-streams.ts';
import { waitUntilSettled } from '../cli/proof/settled.ts';
import { claimDataDirectory } from '../local/data-directory.ts';
import { startStack } from '../local/stack.ts';
import { packaged } from '../test/support/packaged.ts';
import { stageTimes } from './stage-times.ts';

/**
 * Where the local stack's processor time goes, by stage, in microseconds per record: the main thread by profile, every other thread
 * of the process (transforms, zlib, garbage collection) together, and the client in its own process.
 *
 *     node bench/local-stack.ts [--target dynamodb|kinesis] [--seconds 10] [--package <directory>]
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', default: 'dynamodb' },
    seconds: { type: 'string', default: '10' },
    package: { type: 'string' },
  },
});
const target = values.target === 'kinesis' ? 'kinesis' : 'dynamodb';
const plan = {
  target,
  batchesPerSecond: 1000,
  batchSize: 25,
  seconds: Number(values.seconds),
  livestreams: 10,
  seed: 1,
};
const records = recordsOf({ ...plan, target });
const accelerate = 60;

const data = mkdtempSync(join(tmpdir(), 'tributary-bench-'));
const stack = await startStack({
  packageDirectory: values.package ?? (await packaged('dev')).directory,
  data: claimDataDirectory(data),
  port: 0,
  accelerate,
  onEvent: () => {},
});
const layouts = deliveryStreamsOf(stack);
const tableName = stack.resources.find(({ type }) => type === 'AWS::DynamoDB::Table')!.name;

const session = new Session();
session.connect();
await session.post('Profiler.enable');
await session.post('Profiler.start');
const cpuBefore = process.cpuUsage();
const threadBefore = process.threadCpuUsage();
const { outcome, cpuSeconds } = await runWriter(
  {
    plan: { ...plan, target },
    targetName: target === 'dynamodb' ? tableName : layouts[0]!.sourceStream,
    settings: {
      endpoint: stack.url,
      region: stack.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    nowMs: stack.clock.now(),
    accelerate,
  },
  () => {},
);
const writtenMs = performance.now();
await waitUntilSettled(stack, layouts, records, createProgress(true));
const deliveredAfterSeconds = (performance.now() - writtenMs) / 1000;
const thread = seconds(process.threadCpuUsage(threadBefore));
const whole = seconds(process.cpuUsage(cpuBefore));
const { profile } = await session.post('Profiler.stop');
session.disconnect();

const perRecord = (cpu: number) => `${((cpu * 1e6) / records).toFixed(1).padStart(8)} µs`;
console.log(
  `${records} records to ${target}: ${Math.round(outcome.accepted / outcome.seconds)}/s accepted, all in S3 ${deliveredAfterSeconds.toFixed(1)} s after; ` +
    `load average ${loadavg()[0]!.toFixed(1)}; peak ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
);
console.log(`${perRecord(cpuSeconds)}  client (its own process)`);
// The profile counts the time in which the thread was ready and had no core; the system does not.
const stages = stageTimes(profile);
const profiled = stages.reduce((sum, [, time]) => sum + time, 0);
for (const [stage, time] of stages) console.log(`${perRecord((time / profiled) * thread)}  main thread: ${stage}`);
console.log(`${perRecord(thread)}  main thread`);
console.log(`${perRecord(whole - thread)}  other threads: transforms, zlib, garbage collection`);
console.log(`${perRecord(whole + cpuSeconds)}  all`);
await stack.stop();
rmSync(data, { recursive: true, force: true });

function seconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6;
}
