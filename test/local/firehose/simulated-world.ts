import type { Clock } from '../../../local/clock.ts';
import type { Checkpoints } from '../../../local/firehose/checkpoint-saver.ts';
import type { Extraction } from '../../../local/firehose/jq.ts';
import type { RecordSource } from '../../../local/firehose/source.ts';
import type { FakeClock } from '../../support/fake-clock.ts';
import { CONVERSION, fakeConversion } from './conversion/fixture.ts';
import { createEngine, type Engine, kinesisToS3, lambdaProcessor, partitionedDestination } from './engine.ts';
import type { FakeStream } from './fake-stream.ts';
import { createHostileTransform, keyOf } from './hostile-transform.ts';

type Random = () => number;
export const pick = <T>(random: Random, values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
export const upTo = (random: Random, max: number): number => Math.floor(random() * (max + 1));

/** The kinds of delivery streams that are simulated. */
const DESTINATIONS = {
  plain: {},
  transformed: { ProcessingConfiguration: { Enabled: true, Processors: [lambdaProcessor()] } },
  'by transform': partitionedDestination(),
  converted: { ...partitionedDestination(), CompressionFormat: 'UNCOMPRESSED', ...CONVERSION },
  'by query': {
    ...partitionedDestination(),
    Prefix: 'chat/LivestreamID=!{partitionKeyFromQuery:LivestreamID}/',
    ProcessingConfiguration: undefined,
  },
};

export type World = ReturnType<typeof createWorld>;

/** What outlives the engine: S3, checkpoints and memory of what the transform was asked. */
export function createWorld(seed: number, random: Random, clock: FakeClock, stream: FakeStream) {
  const objects = new Map<string, { body: Buffer; contentEncoding?: string }>();
  const violations: string[] = [];
  const kind = pick(random, [
    'transformed',
    'transformed',
    'by transform',
    'by transform',
    'by query',
    'converted',
    'plain',
  ] as const);
  const properties = kinesisToS3({
    CompressionFormat: pick(random, ['GZIP', 'UNCOMPRESSED']),
    ...DESTINATIONS[kind],
  });
  const sizes = {
    retries: upTo(random, 3),
    transform: { sizeBytes: 50 + upTo(random, 500), intervalMs: upTo(random, 60_000) },
    buffer: { sizeBytes: 100 + upTo(random, 3000), intervalMs: upTo(random, 90_000) },
  };
  const activePartitionsMax = pick(random, [3, 500]);
  const transform = createHostileTransform({
    random,
    clock,
    isPartitioned: kind === 'by transform' || kind === 'converted',
  });
  let checkpoints: Checkpoints | undefined;
  let life = { alive: false };
  let engine: Engine | undefined;
  let healthy = false;
  let lives = 0;
  let restarts = 0;
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
        ...(configuration.transform && {
          transform: { ...configuration.transform, retries: sizes.retries, buffer: sizes.transform },
        }),
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
        ...(kind === 'converted' && {
          conversion: fakeConversion({
            pause: () => (healthy || random() < 0.5 ? Promise.resolve() : delay(self, upTo(random, 30_000))),
            isOutOfOrder: () => !healthy && random() < 0.2,
          }),
        }),
        ...(kind === 'by query' && {
          async extractKeys(rows: Buffer[]) {
            if (!healthy && random() < 0.3) await delay(self, upTo(random, 30_000));
            return rows.map((row): Extraction => {
              if (random() < 0.05) return { ok: false, reason: 'not-json', detail: '' };
              return { ok: true, keys: { LivestreamID: keyOf(row.toString().split(' ')[0]!) } };
            });
          },
        }),
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
    isPartitioned: kind !== 'plain' && kind !== 'transformed',
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
      let isLate = false;
      const giveUp = delay(life, upTo(random, 120_000)).then(() => {
        isLate = true;
      });
      const stopping = engine!.stream.stop(giveUp).then(() => {
        isStopped = true;
        const { pending } = engine!.stream.status();
        if (!isLate && pending > 0) violations.push(`${pending} records were pending after a stop in time`);
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
