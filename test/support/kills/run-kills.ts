import { setTimeout as delay } from 'node:timers/promises';
import { type DeliveryStreamFacts, deliveryStreamsOf } from '../../../cli/proof/delivery-streams.ts';
import { LOCAL_ACCOUNT_ID } from '../../../local/place.ts';
import { createRandom } from '../../../local/random.ts';
import { loadPackagedService, resolvePackagedService } from '../../../local/template/load.ts';
import { type Audit, auditStack, type Deaths } from './audit.ts';
import { type Failpoint, failpoints } from './failpoints.ts';
import { bytesOf, uncheckpointed } from './in-flight.ts';
import { type StackChild, startStackChild } from './stack-child.ts';
import { startWriters, type Writers } from './writers.ts';

export interface KillOptions {
  packageDirectory: string;
  data: string;
  kills: number;
  seed: number;
  accelerate?: number;
  onKill?: (kill: Kill, number: number) => void;
}

/** One death of the stack. */
export interface Kill {
  /** `random`: at any moment of a running stack; `starting`: before it was up. */
  at: Failpoint | 'random' | 'starting';
  /** Of the log, in neither delivery stream's checkpoint, the larger. */
  bytesInFlight: number;
  unanswered: number;
}

export interface KillReport {
  kills: Kill[];
  acknowledged: number;
  sentAgain: number;
  seconds: number;
  audit: Audit;
}

/** Of ten kills in a row each failpoint has one. */
const ways: Kill['at'][] = [...failpoints, 'random', 'random', 'random', 'starting'];

/** How often a failpoint may be passed before it kills: a put to the stream comes much more often than an object. */
const NTH_MAX: Record<Failpoint, number> = {
  'before-stream': 60,
  'after-stream': 60,
  'before-invoke': 12,
  'after-invoke': 12,
  'before-object': 8,
  'after-object': 8,
};
/** A running stack lives so long at most. */
const LIFE_MS_MAX = 2_500;
const START_MS_MAX = 600;
/** A failpoint that nothing comes by. */
const FAILPOINT_WITHIN_MS = 8_000;
const DRAIN_WITHIN_MS = 60_000;

/**
 * Kills a stack under load again and again, at failpoints and at random moments, each time bringing it up on what the last one left;
 * then lets it finish and audits it.
 */
export async function runKills(options: KillOptions): Promise<KillReport> {
  const { packageDirectory, data, kills, seed, accelerate = 40, onKill } = options;
  const startedMs = performance.now();
  const { resources } = resolvePackagedService(loadPackagedService(packageDirectory), LOCAL_ACCOUNT_ID);
  const layouts = deliveryStreamsOf({ resources });
  const deaths: Deaths = new Map(layouts.map((layout) => [layout, []]));
  const random = createRandom(seed);
  const tableName = resources.find(({ type }) => type === 'AWS::DynamoDB::Table')!.name;
  const writers = startWriters(seed, tableName, layouts[0]!.sourceStream);
  const start = (failpoint?: { name: Failpoint; nth: number }) =>
    startStackChild({ packageDirectory, data, accelerate, ...(failpoint && { failpoint }) });

  // The first life makes the resources: what is killed before a stream exists has taken no write.
  const first = start();
  writers.connect(await first.up);
  await delay(500);
  first.kill();
  await first.ended;
  writers.disconnect();

  const deck: Kill['at'][] = [];
  const done: Kill[] = [];
  while (done.length < kills) {
    if (deck.length === 0) deck.push(...shuffled(ways, random));
    const kill = await killOnce(deck.pop()!, start, writers, random);
    for (const [layout, ofLayout] of deaths) ofLayout.push(uncheckpointed(data, layout.name, layout.sourceStream));
    kill.bytesInFlight = Math.max(...[...deaths.values()].map((ofLayout) => bytesOf(ofLayout.at(-1)!)));
    done.push(kill);
    onKill?.(kill, done.length);
  }

  const last = start();
  writers.connect(await last.up);
  await writers.finish();
  await drained(data, layouts);
  writers.disconnect();
  await last.stop();
  return {
    kills: done,
    acknowledged: writers.acknowledged.size,
    sentAgain: writers.sentAgain(),
    audit: await auditStack(data, resources, deaths, writers),
    seconds: (performance.now() - startedMs) / 1000,
  };
}

async function killOnce(
  way: Kill['at'],
  start: (failpoint?: { name: Failpoint; nth: number }) => StackChild,
  writers: Writers,
  random: () => number,
): Promise<Kill> {
  const upTo = (most: number) => random() * most;
  const failpoint =
    way === 'random' || way === 'starting' ? undefined : { name: way, nth: 1 + Math.floor(upTo(NTH_MAX[way])) };
  const child = start(failpoint);
  let at = way;
  if (at === 'starting') {
    await Promise.race([child.ended, delay(upTo(START_MS_MAX))]);
  } else {
    const url = await child.up.catch(async (error) => {
      // A failpoint may be met on the way up: what an outbox held goes to the stream there.
      if ((await child.ended).signal === 'SIGKILL') return undefined;
      throw error;
    });
    if (url) writers.connect(url);
    const patience = delay(failpoint ? FAILPOINT_WITHIN_MS : upTo(LIFE_MS_MAX), 'alive' as const);
    const alive = (await Promise.race([child.ended, patience])) === 'alive';
    if (alive && failpoint) at = 'random';
  }
  const unanswered = writers.unanswered();
  child.kill();
  const { code, signal } = await child.ended;
  if (signal !== 'SIGKILL') throw new Error(`The stack ended by itself (${code}):\n${child.warnings.join('\n')}`);
  writers.disconnect();
  return { at, unanswered, bytesInFlight: 0 };
}

/** Resolves once every checkpoint stands at the end of the log. */
async function drained(data: string, layouts: DeliveryStreamFacts[]): Promise<void> {
  const open = () =>
    layouts.reduce((sum, { name, sourceStream }) => sum + bytesOf(uncheckpointed(data, name, sourceStream)), 0);
  const deadlineMs = performance.now() + DRAIN_WITHIN_MS;
  while (open() > 0) {
    if (performance.now() > deadlineMs) throw new Error(`${open()} bytes of the log were never delivered.`);
    await delay(100);
  }
}

function shuffled<T>(list: T[], random: () => number): T[] {
  return list
    .map((value) => ({ value, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}
