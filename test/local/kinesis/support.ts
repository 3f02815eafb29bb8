import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KinesisClient, type KinesisClientConfig } from '@aws-sdk/client-kinesis';
import { afterEach } from 'vitest';
import type { MetricDatum } from '../../../local/cloudwatch/types.ts';
import { createKinesis, type Kinesis } from '../../../local/kinesis/service.ts';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

/** The seed of every random test here; `SEED=… vitest run` tries another. */
export const SEED = Number(process.env.SEED ?? 20261121);

/** Numbers in [0, 1), the same for the same seed. mulberry32. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Fresh directories that are removed after each test. */
export function useDirectories(): () => string {
  const made: string[] = [];
  afterEach(() => {
    for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
  });
  return () => {
    const directory = mkdtempSync(join(tmpdir(), 'tributary-kinesis-'));
    made.push(directory);
    return directory;
  };
}

/** Kinesis behind the real server, and an unmodified SDK client with default settings (HTTP/2 without TLS). Closed after each test. */
export interface TestStack {
  kinesis: Kinesis;
  client: KinesisClient;
  clock: FakeClock;
  directory: string;
  errors: unknown[];
  metrics: MetricDatum[];
  /** Stops Kinesis and opens it again on the same files; the server goes on. */
  restart(): void;
}

export function useKinesis(): (options?: KinesisClientConfig) => Promise<TestStack> {
  const directory = useDirectories();
  const started: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const stop of started.splice(0).reverse()) await stop();
  });
  return async (options = {}) => {
    const clock = createFakeClock();
    const metrics: MetricDatum[] = [];
    const given = {
      directory: directory(),
      clock,
      region: 'us-east-1',
      accountId: '000000000000',
      metrics: { put: (datum: MetricDatum) => void metrics.push(datum) },
    };
    const errors: unknown[] = [];
    const server = createServer({
      route: createRouter({ targets: { Kinesis_20131202: (request) => stack.kinesis.handle(request) } }),
      onError: (error) => errors.push(error),
    });
    const { port } = await server.listen(0);
    const client = new KinesisClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      ...options,
    });
    const stack: TestStack = {
      kinesis: createKinesis(given),
      client,
      clock,
      directory: given.directory,
      errors,
      metrics,
      restart() {
        stack.kinesis.close();
        stack.kinesis = createKinesis(given);
      },
    };
    started.push(
      () => stack.kinesis.close(),
      () => server.close(),
      () => client.destroy(),
    );
    return stack;
  };
}
