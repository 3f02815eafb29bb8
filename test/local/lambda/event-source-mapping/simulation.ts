import type { Clock } from '../../../../local/clock.ts';
import type { Checkpoints } from '../../../../local/firehose/checkpoint-saver.ts';
import { configurationOf, parseMapping } from '../../../../local/lambda/event-source-mapping/configuration.ts';
import { createKinesisSource } from '../../../../local/lambda/event-source-mapping/kinesis-source.ts';
import { createMapping, type Mapping } from '../../../../local/lambda/event-source-mapping/mapping.ts';
import type { InvokeResult } from '../../../../local/lambda/types.ts';
import { createRandom } from '../../../../local/random.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { pick, upTo } from '../../firehose/simulated-world.ts';
import {
  answered,
  FUNCTION_ARN,
  type HandedRecord,
  MAPPING_ID,
  ROLE_ARN,
  report,
  STREAM_ARN,
  textOf,
  threw,
} from './engine.ts';
import { createFakeStreams } from './fake-streams.ts';

/** What one simulated life of a mapping came to. */
export interface Simulated {
  written: number;
  poison: number;
  restarts: number;
  calls: string[];
  /** Empty when every rule held. */
  violations: string[];
}

interface Written {
  shardId: string;
  key: string;
  /** Index within its shard. */
  index: number;
  isPoison: boolean;
}

/**
 * One life of an event source mapping under everything that can go wrong: a function that throws, dawdles, lies and cannot be
 * invoked, poison records, an on-failure bucket that refuses, shards that split, stops and kills at any point. Then the world
 * heals, all but the poison, and the books must balance.
 */
export async function simulate(seed: number): Promise<Simulated> {
  const random = createRandom(seed);
  const clock = createFakeClock();
  const stream = createFakeStreams(clock.now, 1 + upTo(random, 2));
  const bisects = random() < 0.6;
  const reports = random() < 0.5;
  const properties = parseMapping({
    EventSourceArn: STREAM_ARN,
    FunctionName: 'consumer',
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 1 + upTo(random, 20),
    MaximumBatchingWindowInSeconds: upTo(random, 20),
    ParallelizationFactor: pick(random, [1, 1, 2, 10]),
    MaximumRetryAttempts: upTo(random, 4),
    MaximumRecordAgeInSeconds: pick(random, [-1, -1, 60 + upTo(random, 3600)]),
    BisectBatchOnFunctionError: bisects,
    FunctionResponseTypes: reports ? ['ReportBatchItemFailures'] : [],
    DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::lake' } },
  });

  const written = new Map<string, Written>();
  const byShard = new Map<string, string[]>();
  /** Processed by the function, or in the bucket. */
  const accepted = new Set<string>();
  const parked = new Set<string>();
  const isDone = (id: string) => accepted.has(id) || parked.has(id);
  const calls: string[] = [];
  const violations: string[] = [];
  let checkpoints: Checkpoints | undefined;
  let healthy = false;
  let restarts = 0;
  let ids = 0;
  let life = { alive: true };
  let mapping: Mapping;

  const put = (): void => {
    const shardId = pick(random, stream.openShards());
    const isPoison = random() < 0.03;
    const id = `${isPoison ? 'poison' : 'id'}-${written.size}`;
    const key = `key-${upTo(random, 5)}`;
    const siblings = byShard.get(shardId) ?? [];
    byShard.set(shardId, siblings);
    written.set(id, { shardId, key, index: siblings.length, isPoison });
    siblings.push(id);
    stream.put(shardId, Buffer.from(id), key);
  };

  /** No record is handed over before what must come before it: its key's earlier records, and all of its shard's parents. */
  const checkOrder = (batch: string[]): void => {
    for (const [at, id] of batch.entries()) {
      const { shardId, key, index } = written.get(id)!;
      const earlier = byShard
        .get(shardId)!
        .slice(0, index)
        .filter((other) => written.get(other)!.key === key);
      const before = new Set(batch.slice(0, at));
      for (const other of earlier) {
        if (!isDone(other) && !before.has(other)) violations.push(`${id} was handed over before ${other} of its key`);
      }
      for (const parent of parentsOf(shardId)) {
        const open = byShard.get(parent)?.find((other) => !isDone(other));
        if (open) violations.push(`${id} was handed over before ${open} of a parent shard`);
      }
    }
  };
  const parentsOf = (shardId: string) => stream.shards().find((shard) => shard.shardId === shardId)!.parentShardIds;

  const answerTo = (records: HandedRecord[]): { result: InvokeResult; accepted: HandedRecord[] } => {
    const poisonAt = records.findIndex((record) => written.get(textOf(record))!.isPoison);
    const chance = healthy ? 1 : random();
    if (chance < 0.1) return { result: threw, accepted: [] };
    if (chance < 0.15 && reports)
      return { result: answered({ batchItemFailures: [{ itemIdentifier: '' }] }), accepted: [] };
    if (chance < 0.25 && reports) {
      const from = poisonAt < 0 ? upTo(random, records.length - 1) : upTo(random, poisonAt);
      return { result: report(pick(random, records.slice(from)), records[from]!), accepted: records.slice(0, from) };
    }
    if (poisonAt < 0) return { result: answered(), accepted: records };
    if (!reports) return { result: threw, accepted: [] };
    return { result: report(records[poisonAt]!), accepted: records.slice(0, poisonAt) };
  };

  const delay = (self: { alive: boolean }, ms: number) =>
    new Promise<void>((resolve) => void clock.after(ms, () => void (self.alive && resolve())));
  const dead = () => new Promise<never>(() => {});

  const start = async (): Promise<void> => {
    const self = { alive: true };
    life = self;
    checkCheckpoints();
    mapping = createMapping(configurationOf(properties), {
      id: MAPPING_ID,
      functionArn: FUNCTION_ARN,
      clock: mortal(clock, self),
      newId: () => `id-${++ids}`,
      source: {
        ...createKinesisSource(stream.streams, STREAM_ARN, ROLE_ARN),
        onChange: (listener) => stream.onChange(() => void (self.alive && listener())),
      },
      async invoke(payload) {
        const { Records: records } = JSON.parse(payload) as { Records: HandedRecord[] };
        const batch = records.map(textOf);
        calls.push(batch.join());
        checkOrder(batch);
        if (records.length > properties.BatchSize) violations.push(`a batch held ${records.length} records`);
        if (!healthy && random() < 0.05) throw new Error('TooManyRequestsException');
        if (!healthy && random() < 0.4) await delay(self, upTo(random, 20_000));
        if (!self.alive) return dead();
        const answer = answerTo(records);
        for (const record of answer.accepted) accepted.add(textOf(record));
        return random() < 0.02 && !healthy ? dead() : answer.result;
      },
      async putFailure(_key, body) {
        if (!healthy && random() < 0.3) await delay(self, upTo(random, 5_000));
        if (!self.alive) return dead();
        if (!healthy && random() < 0.3) throw new Error('SlowDown');
        park(body);
        if (!healthy && random() < 0.1) throw new Error('RequestTimeout');
      },
      loadCheckpoints: () => checkpoints,
      async saveCheckpoints(saved) {
        if (!healthy && checkpoints && random() < 0.3) await delay(self, upTo(random, 3_000));
        if (!self.alive) return dead();
        checkpoints = saved;
      },
      metric: () => {},
      log: () => {},
    });
    await mapping.start();
  };

  const park = (body: string): void => {
    const { requestContext, KinesisBatchInfo: info, payload } = JSON.parse(body);
    const texts = (payload.Records as HandedRecord[]).map(textOf);
    if (info.batchSize !== texts.length)
      violations.push(`an invocation record says ${info.batchSize}, holds ${texts.length}`);
    if (bisects && requestContext.condition === 'RetryAttemptsExhausted' && texts.length > 1) {
      violations.push(`bisection left ${texts.join()} together`);
    }
    for (const text of texts) parked.add(text);
  };

  /** Nothing behind a checkpoint may be open: it would be lost. */
  const checkCheckpoints = (): void => {
    for (const [shardId, checkpoint] of Object.entries(checkpoints ?? {})) {
      const after = typeof checkpoint === 'object' && 'after' in checkpoint ? checkpoint.after : undefined;
      const behind = checkpoint === 'SHARD_END' ? Number.POSITIVE_INFINITY : after === undefined ? 0 : Number(after);
      for (const id of byShard.get(shardId) ?? []) {
        // The stream numbers records in the order of all shards.
        const number = [...written.keys()].indexOf(id) + 1;
        if (number <= behind && !isDone(id)) violations.push(`${id} lies behind the checkpoint and is not done`);
      }
    }
  };

  await start();
  for (let step = 10 + upTo(random, 25); step > 0; step -= 1) {
    const chance = random();
    if (chance < 0.6) for (let count = upTo(random, 25); count > 0; count -= 1) put();
    else if (chance < 0.67) stream.split(pick(random, stream.openShards()));
    else if (chance < 0.75) {
      life.alive = false;
      restarts += 1;
      await start();
    } else if (chance < 0.8) {
      const stopping = mapping!.stop(delay(life, upTo(random, 30_000)));
      await clock.advance(30_000);
      await stopping;
      life.alive = false;
      restarts += 1;
      await start();
    }
    await clock.advance(upTo(random, 20_000));
  }
  life.alive = false;
  healthy = true;
  await start();
  const isOver = () => mapping.status().pending === 0 && [...written.keys()].every(isDone);
  for (let minutes = 0; minutes < 120 && !isOver(); minutes += 1) await clock.advance(60_000);

  const { read, processed, discarded, pending } = mapping!.status();
  if (read !== processed + discarded + pending)
    violations.push(`read ${read}, processed ${processed}, discarded ${discarded}`);
  for (const [id, { isPoison }] of written) {
    if (!isDone(id)) violations.push(`${id} is lost`);
    if (isPoison && accepted.has(id)) violations.push(`${id} was processed`);
  }
  await clock.advance(10_000);
  checkCheckpoints();
  mapping!.close();
  const poison = [...written.values()].filter(({ isPoison }) => isPoison).length;
  return { written: written.size, poison, restarts, calls, violations };
}

/** A killed process hears nothing and fires nothing. */
const mortal = (clock: Clock, life: { alive: boolean }): Clock => ({
  now: clock.now,
  after: (delayMs, fire) => clock.after(delayMs, () => void (life.alive && fire())),
});
