import { createRandom } from '../../../local/random.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { audit } from './audit.ts';
import { createFakeStream } from './fake-stream.ts';
import { keyOf } from './hostile-transform.ts';
import { aggregateKpl } from './kpl-aggregate.ts';
import { createWorld, pick, upTo } from './simulated-world.ts';

/** What one simulated life of a delivery stream came to. */
export interface Simulated {
  written: number;
  objects: Map<string, { body: Buffer; contentEncoding?: string }>;
  restarts: number;
  /** Empty when every rule held. */
  violations: string[];
}

/**
 * One life of a delivery stream under everything that can go wrong: a transform that fails, dawdles and lies, S3 that
 * refuses, shards that split, stops and kills at any point. Then the world heals, and the books must balance.
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
