import { join } from 'node:path';
import type { LocalStack } from '../../../local/stack.ts';
import { connect, type Deployed } from '../../deployed/connect.ts';
import { deliveryStreamsOf } from '../../deployed/delivery-streams.ts';
import { firstRecords } from '../../errors/records.ts';
import { replayStream } from '../../errors/replay-stream.ts';
import { replayText } from '../../errors/replay-text.ts';
import { showText } from '../../errors/show.ts';
import { summarise, summaryText } from '../../errors/summarise.ts';
import { packageDirectoryOf } from '../../local-stack.ts';
import { createProgress, type Progress } from '../../output.ts';
import { type DeliveryStreamFacts, deliveryStreamsOf as factsOf } from '../../proof/delivery-streams.ts';
import { readLog } from '../../proof/proof.ts';
import { waitUntilSettled } from '../../proof/settled.ts';
import { alarmsOf, alarmsText } from '../../status/alarms.ts';
import { traceText } from '../../trace/text.ts';
import { traceMessage } from '../../trace/trace.ts';
import { createWorkload, type Workload, type WorkloadSize } from '../../workload/messages.ts';
import { writeWorkload } from '../run.ts';
import type { AlarmWatch } from './alarms.ts';
import { deployFunctions } from './deploy.ts';
import { readErrors } from './evidence.ts';
import { proveLayouts } from './proof.ts';
import type { BadDeployResult } from './result.ts';
import type { Story } from './story.ts';
import { packageVariant, type SourceChange } from './variant.ts';

/** The schema forgets one kind of message that is still written. */
export const forgetNotices: SourceChange = {
  file: 'shared/datasets/chat-message.ts',
  from: "oneOf('CHAT', 'NOTICE', 'SYSTEM')",
  to: "oneOf('CHAT', 'SYSTEM')",
};

export interface BadDeployOptions {
  stack: LocalStack;
  /** The stack's data directory. */
  data: string;
  size: WorkloadSize;
  alarmWatch: AlarmWatch;
  story: Story;
  progress: Progress;
}

/**
 * The operator's hour: a deployment makes the schema stricter than the data, alarms ring, the operator finds out why, the mended
 * schema is deployed, and everything comes back. All that the operator sees comes from the commands.
 */
export async function runBadDeploy(options: BadDeployOptions): Promise<BadDeployResult> {
  const startedMs = performance.now();
  const { stack, alarmWatch } = options;
  const settings = {
    endpoint: stack.url,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const { deployed, close } = connect('dev', { name: stack.url, settings });
  try {
    const layouts = factsOf(stack);
    const workload = createWorkload(options.size);
    await deployBadly(options);
    await writeAndFail(options, layouts, workload);
    const failed = new Map<DeliveryStreamFacts, Awaited<ReturnType<typeof readErrors>>>();
    for (const layout of layouts) failed.set(layout, await readErrors(stack, layout));
    await findOut(options, deployed, workload);
    await mend(options, deployed, layouts, workload);
    const zones = new Map((await deliveryStreamsOf(deployed)).map(({ shortName, timeZone }) => [shortName, timeZone]));
    const proof = await proveLayouts(options, deployed, failed, zones);
    return { ...proof, alarms: [...alarmWatch.rang].sort(), seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    close();
  }
}

async function deployBadly({ stack, data, story, progress }: BadDeployOptions): Promise<void> {
  const { file, from, to } = forgetNotices;
  story.heading(stack.clock.now(), 'A deployment goes out');
  progress.update('packaging the change …');
  const directory = join(data, 'package-of-the-bad-deployment');
  await packageVariant(forgetNotices, 'dev', directory);
  const count = await deployFunctions(stack, directory);
  progress.done(`deployed ${count} functions`);
  story.say(`${file}\n-   MessageType: ${from},\n+   MessageType: ${to},\n`);
  story.say(`${count} functions now carry a schema that knows no NOTICE. Notices go on being written.`);
}

async function writeAndFail(
  { stack, alarmWatch, story, progress }: BadDeployOptions,
  layouts: DeliveryStreamFacts[],
  workload: Workload,
): Promise<void> {
  story.heading(stack.clock.now(), 'Messages are written');
  const streamName = layouts[0]!.sourceStream;
  await writeWorkload(stack, workload, streamName, progress);
  const { written } = readLog(stack, streamName);
  await waitUntilSettled(stack, layouts, written.total, progress);
  story.say(`${written.total.toLocaleString('en')} changes have gone through both delivery streams.`);
  await alarmWatch.untilRung(stack, progress);
  progress.done('the alarms ring');
}

/** What the operator does first: which alarm, what failed, why, and an example. */
async function findOut({ stack, story }: BadDeployOptions, deployed: Deployed, workload: Workload): Promise<void> {
  const quiet = createProgress(true);
  story.heading(stack.clock.now(), 'The alarms ring; the operator looks');
  const alarms = await alarmsOf(deployed);
  story.command('alarms', alarmsText(alarms, deployed.now(), false));
  story.command('errors summary', summaryText(await summarise(deployed, undefined, 'errors', {}, quiet), 'errors'));
  const wanted = { parked: false, content: false, limit: 2 };
  const shown = await firstRecords(deployed, 'chat-by-time', wanted);
  story.command('errors show chat-by-time --limit 2', showText(shown, wanted));
  await traceNotice(story, deployed, workload);
}

/** The mended schema goes out, and what failed comes back. */
async function mend(
  { stack, data, alarmWatch, story, progress }: BadDeployOptions,
  deployed: Deployed,
  layouts: DeliveryStreamFacts[],
  workload: Workload,
): Promise<void> {
  story.heading(stack.clock.now(), 'The mended schema goes out, and the records come back');
  const count = await deployFunctions(stack, packageDirectoryOf(data));
  story.say(`${count} functions carry the schema of before.`);
  for (const { shortName } of layouts) {
    const total = await replayStream(deployed, shortName, 'errors', { dryRun: false }, progress);
    story.command(`errors replay ${shortName}`, replayText(total));
  }
  const quiet = createProgress(true);
  story.command('errors parked', summaryText(await summarise(deployed, undefined, 'parked', {}, quiet), 'parked'));
  await traceNotice(story, deployed, workload);
  await alarmWatch.untilOver(stack, progress);
  story.heading(stack.clock.now(), 'It is over');
  const alarms = await alarmsOf(deployed);
  story.command('alarms', alarmsText(alarms, deployed.now(), false));
}

/** One message that the bad deployment refused. */
async function traceNotice(story: Story, deployed: Deployed, { inserts }: Workload): Promise<void> {
  const notice = inserts.flat().find(({ PutRequest }) => PutRequest?.Item?.MessageType?.S === 'NOTICE')
    ?.PutRequest?.Item;
  const [partition, sort] = [notice?.LivestreamID?.S, notice?.UID?.N];
  if (partition === undefined || sort === undefined) return;
  const trace = await traceMessage(deployed, { partition, sort }, { content: false }, createProgress(true));
  story.command(`trace ${partition} ${sort}`, traceText(trace));
}
