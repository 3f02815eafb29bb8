import type { Clock } from '../../../local/clock.ts';
import type { Checkpoints } from '../../../local/firehose/checkpoint-saver.ts';
import type { RecordSource } from '../../../local/firehose/source.ts';
import { createRandom } from '../../../local/random.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { createEngine, type Engine, kinesisToS3, lambdaProcessor, partitionedDestination, textOf } from './engine.ts';
import { createFakeStream, type FakeStream } from './fake-stream.ts';
import { createHostileTransform, keyOf } from './hostile-transform.ts';
import { aggregateKpl } from './kpl-aggregate.ts';

/** What one simulated life of a delivery stream came to. */
export interface Simulated {
  written: number;
  objects: Map<string, { body: Buffer; contentEncoding?: string }>;
  restarts: number;
  /** Empty when every rule held. */
  violations: string[];
}

type Random = () => number;
const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
const upTo = (random: Random, max: number): number => Math.floor(random() * (max + 1));

/**
 * One life of a delivery stream under everything that can go wrong: a transform that fails, dawdles and lies, S3 that refuses, shards that split,
 * stops and kills at any point. Then the world heals, and the books must balance.
 */
export async function simulate(seed: number): Promise<Simulated> {
  const random = createRandom(seed);
  const clock = createFakeClock();
  const stream = createFakeStream(clock.now, 1 + upTo(random, 2));
  const world = createWorld(seed, random, clock, stream);
  /** Each record's shard. */
  const written = new Map<string, string>();
  const newRow = (shardId: string): Buffer => {
    const id = `id-${written.size}`;
    written.set(id, shardId);
    return Buffer.from(`${id} ${keyOf(id)}\n`);
  };
  const put = (): void => {
    const shardId = pick(random, stream.openShards());
    const parts = random() < 0.05 ? 2 + upTo(random, 20) : 1;
    const rows = Array.from({ length: parts }, () => ({ partitionKey: 'key', data: newRow(shardId) }));
    stream.put(shardId, rows.length === 1 ? rows[0]!.data : aggregateKpl(rows));
  };

  await world.start();
  for (let step = 10 + upTo(random, 30); step > 0; step -= 1) {
    const chance = random();
    if (chance < 0.55) for (let count = upTo(random, 30); count > 0; count -= 1) put();
    else if (chance < 0.62) stream.split(pick(random, stream.openShards()));
    else if (chance < 0.7) await world.kill();
    else if (chance < 0.75) await world.stop();
    await clock.advance(upTo(random, 20_000));
  }
  world.heal();
  for (let minutes = 0; minutes < 60 && !world.isDone(); minutes += 1) await clock.advance(60_000);
  const violations = [...world.violations, ...audit(world, written)];
  world.close();
  return { written: written.size, objects: world.objects, restarts: world.restarts, violations };
}

/** What outlives the engine: S3, checkpoints and memory of what the transform was asked. */
function createWorld(seed: number, random: Random, clock: ReturnType<typeof createFakeClock>, stream: FakeStream) {
  const objects = new Map<string, { body: Buffer; contentEncoding?: string }>();
  const violations: string[] = [];
  const isPartitioned = random() < 0.5;
  const properties = kinesisToS3({
    CompressionFormat: pick(random, ['GZIP', 'UNCOMPRESSED']),
    ...(isPartitioned
      ? partitionedDestination()
      : { ProcessingConfiguration: { Enabled: true, Processors: [lambdaProcessor()] } }),
  });
  const sizes = {
    retries: upTo(random, 3),
    transform: { sizeBytes: 50 + upTo(random, 500), intervalMs: upTo(random, 60_000) },
    buffer: { sizeBytes: 100 + upTo(random, 3000), intervalMs: upTo(random, 90_000) },
  };
  const activePartitionsMax = pick(random, [3, 500]);
  const transform = createHostileTransform({ random, clock, isPartitioned });
  let checkpoints: Checkpoints | undefined;
  let life = { alive: false };
  let engine: Engine | undefined;
  let healthy = false;
  let lives = 0;
  let restarts = 0;
  /** Every life's counts, as last seen: dropped records leave no other trace. */
  const delay = (alive: { alive: boolean }, ms: number) =>
    new Promise<void>((resolve) => clock.after(ms, () => void (alive.alive && resolve())));

  const start = async (): Promise<void> => {
    const self = { alive: true };
    life = self;
    lives += 1;
    const settledBefore = { ...checkpoints };
    engine = createEngine({
      clock: mortalClock(clock, self),
      source: mortalSource(stream, self, settledBefore, violations),
      properties,
      seed: seed * 1000 + lives,
      adjust: (configuration) => ({
        ...configuration,
        buffer: sizes.buffer,
        transform: { ...configuration.transform!, retries: sizes.retries, buffer: sizes.transform },
      }),
      dependencies: {
        activePartitionsMax,
        async invoke(payload) {
          violations.push(...repeatsOf(payload, settledBefore));
          const result = await transform.invoke(payload, healthy);
          return self.alive ? result : new Promise<never>(() => {});
        },
        async putObject(key, body, { contentEncoding }) {
          if (!healthy && random() < 0.3) await delay(self, upTo(random, 30_000));
          const fate = healthy ? 1 : random();
          if (!self.alive) return new Promise<never>(() => {});
          if (fate < 0.2) throw new Error('SlowDown');
          objects.set(key, { body, ...(contentEncoding && { contentEncoding }) });
          if (fate < 0.25) throw new Error('RequestTimeout');
        },
        loadCheckpoints: () => checkpoints,
        async saveCheckpoints(saved) {
          if (!healthy && lives > 1 && random() < 0.5) await delay(self, upTo(random, 5_000));
          if (!self.alive) return new Promise<never>(() => {});
          checkpoints = saved;
        },
      },
    });
    await engine.stream.start();
  };

  return {
    objects,
    violations,
    transform,
    isPartitioned,
    get restarts() {
      return restarts;
    },
    start,
    async kill() {
      life.alive = false;
      restarts += 1;
      await start();
    },
    /** Stops in order, or not in time. */
    async stop() {
      let isStopped = false;
      const stopping = engine!.stream.stop(delay(life, upTo(random, 120_000))).then(() => {
        isStopped = true;
      });
      while (!isStopped) await clock.advance(5_000);
      await stopping;
      life.alive = false;
      restarts += 1;
      await start();
    },
    heal() {
      healthy = true;
    },
    isDone() {
      const { pending, memoryBytes } = engine!.stream.status();
      const ends = stream.shards().every(({ shardId }) => isAtEnd(stream, shardId, checkpoints?.[shardId]));
      return pending === 0 && ends && Object.values(memoryBytes).every((bytes) => bytes === 0);
    },
    status: () => engine!.stream.status(),
    close: () => engine!.stream.close(),
  };
}

function isAtEnd(stream: FakeStream, shardId: string, checkpoint: Checkpoints[string] | undefined): boolean {
  if (checkpoint === 'SHARD_END') return true;
  return checkpoint !== undefined && stream.read(shardId, checkpoint, { records: 1, bytes: 1 }).records.length === 0;
}

/** A killed process hears nothing and fires nothing. */
const mortalClock = (clock: Clock, life: { alive: boolean }): Clock => ({
  now: clock.now,
  after: (delayMs, fire) => clock.after(delayMs, () => void (life.alive && fire())),
});
/** It also sees that parents are read to their end before their children. */
function mortalSource(
  stream: FakeStream,
  life: { alive: boolean },
  settled: Checkpoints,
  violations: string[],
): RecordSource {
  const ended = new Set(Object.keys(settled).filter((shardId) => settled[shardId] === 'SHARD_END'));
  return {
    ...stream,
    onChange: (listener) => stream.onChange(() => void (life.alive && listener())),
    read(shardId, position, limit) {
      const { parentShardIds } = stream.shards().find((shard) => shard.shardId === shardId)!;
      for (const parent of parentShardIds)
        if (!ended.has(parent)) violations.push(`${shardId} was read before the end of ${parent}`);
      const result = stream.read(shardId, position, limit);
      if (result.ended) ended.add(shardId);
      return result;
    },
  };
}

/** No record at or before a checkpoint may be asked for again by a later life. */
function repeatsOf(payload: string, settled: Checkpoints): string[] {
  const { records } = JSON.parse(payload) as {
    records: { kinesisRecordMetadata: { shardId: string; sequenceNumber: string } }[];
  };
  return records.flatMap(({ kinesisRecordMetadata: { shardId, sequenceNumber } }) => {
    const checkpoint = settled[shardId];
    const isSettled =
      checkpoint === 'SHARD_END' ||
      (typeof checkpoint === 'object' && 'after' in checkpoint && sequenceNumber <= checkpoint.after);
    return isSettled ? [`${sequenceNumber} of ${shardId} was settled before this life began`] : [];
  });
}

type World = ReturnType<typeof createWorld>;

/** Within an object, the records of one shard keep their order. */
function outOfOrder(key: string, lines: string[], isError: boolean, written: Map<string, string>): string[] {
  if (isError) return [];
  const last = new Map<string, number>();
  return lines.flatMap((line) => {
    const id = line.split(' ')[0]!;
    const shardId = written.get(id) ?? '';
    const before = last.get(shardId) ?? -1;
    last.set(shardId, Number(id.slice(3)));
    return Number(id.slice(3)) > before ? [] : [`${id} follows ${before} in ${key}`];
  });
}

/** Where every record ended up, read from the objects. */
function audit(world: World, written: Map<string, string>): string[] {
  const violations: string[] = [];
  const seen = new Map<string, number>();
  for (const [key, object] of world.objects) {
    const lines = textOf(object).trimEnd().split('\n');
    const isError = key.includes('failed/') || key.includes('activePartitionExceeded');
    violations.push(...outOfOrder(key, lines, isError, written));
    const rows = isError
      ? lines.map((line) => Buffer.from(JSON.parse(line).rawData, 'base64').toString().trimEnd())
      : lines;
    for (const row of rows) {
      const [id, partition] = row.split(' ');
      seen.set(id!, (seen.get(id!) ?? 0) + 1);
      if (!isError && world.isPartitioned && !key.startsWith(`chat/LivestreamID=${partition}/`))
        violations.push(`${id} lies in ${key}`);
    }
  }
  for (const id of seen.keys()) if (!written.has(id)) violations.push(`${id} was never written`);
  for (const id of written.keys()) {
    const times = seen.get(id) ?? 0;
    if (times === 0 && !world.transform.dropped.has(id)) violations.push(`${id} is lost`);
    const isRepeated = times > 1 || (times === 1 && world.transform.dropped.has(id));
    if (isRepeated && world.restarts === 0) violations.push(`${id} came ${times} times without a restart`);
  }
  const { pending, delivered, failed, dropped, records } = world.status();
  if (pending !== 0) violations.push(`${pending} records are pending`);
  if (delivered + failed + dropped !== records)
    violations.push(`${delivered} + ${failed} + ${dropped} is not ${records}`);
  if (world.restarts === 0 && records !== written.size)
    violations.push(`${records} of ${written.size} records were read`);
  return violations;
}
