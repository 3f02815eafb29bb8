import { mkdirSync, mkdtempSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { createSystemClock } from '../../../local/clock.ts';
import { createConverters } from '../../../local/firehose/conversion/converters.ts';
import { DIRECT_PUT_RATE } from '../../../local/firehose/limits.ts';
import { DEFAULT_BEHAVIOUR } from '../../../local/firehose/options.ts';
import { createStreamFolders, type StreamFolders } from '../../../local/firehose/stream-record.ts';
import { createStreamRegistry, type StreamRegistry } from '../../../local/firehose/stream-registry.ts';
import { NO_TABLES } from '../../../local/glue/tables.ts';
import { createRandom } from '../../../local/random.ts';
import { createS3, type S3 } from '../../../local/s3/service.ts';
import { echo, kinesisToS3 } from './engine.ts';

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const unused = () => {
  throw new Error('A Direct PUT stream has no other source.');
};
const properties = (Prefix: string): Record<string, unknown> => {
  const { KinesisStreamSourceConfiguration: _, ...rest } = kinesisToS3({ Prefix });
  return { ...rest, DeliveryStreamName: 'logs', DeliveryStreamType: 'DirectPut' };
};

interface World {
  registry: StreamRegistry;
  folders: StreamFolders;
  /** Delivers one row, and answers with the folder of its object and the stream's version in its name. */
  deliver(row: string): Promise<string>;
}

/** A registry with the delivery stream `logs`. @param spoil puts faults into what keeps its files. */
async function start(spoil: (folders: StreamFolders) => StreamFolders = (folders) => folders): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), 'firehose-'));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  const clock = createSystemClock({ accelerate: 600 });
  const s3: S3 = createS3({ directory: join(directory, 's3'), clock, region: 'us-east-1' });
  await s3.createBucket('lake');
  const folders = spoil(createStreamFolders(join(directory, 'firehose')));
  let onProgress = () => {};
  const registry = createStreamRegistry(
    {
      folders,
      clock,
      random: createRandom(1),
      region: 'us-east-1',
      accountId: '000000000000',
      streams: { shards: unused, latest: unused, read: unused, onChange: unused, put: unused },
      functions: { invoke: (_name, payload) => echo(payload.toString()) },
      buckets: s3.buckets,
      tables: NO_TABLES,
      converters: createConverters(join(directory, 'conversion')),
      metrics: { put: () => {} },
      log: () => {},
      activePartitionsMax: 500,
      invocationMsMax: 1000,
      behaviour: DEFAULT_BEHAVIOUR,
      onProgress: () => onProgress(),
    },
    DIRECT_PUT_RATE,
  );
  cleanups.push(() => registry.stop(Promise.resolve()));
  await registry.create(properties('before/'));
  return {
    registry,
    folders,
    async deliver(row) {
      const { engine, putLog } = registry.find('logs');
      const before = engine.status().delivered;
      const delivered = new Promise<void>((resolve) => {
        onProgress = () => void (engine.status().delivered > before && resolve());
      });
      putLog!.put([Buffer.from(row)]);
      await delivered;
      const objects = await s3.buckets.listObjects('lake', '');
      const bodies = await Promise.all(objects.map(({ key }) => s3.buckets.getObject('lake', key)));
      const { key } = objects[bodies.findIndex(({ body }) => body.toString() === row)]!;
      return key.replace(/^(\w+\/).*\/logs-(\d+)-.*$/, '$1 $2');
    },
  };
}

it('goes on with a delivery stream as it was when its change cannot be written', async () => {
  const { registry, folders, deliver } = await start();
  const inTheWay = folders.path('logs', 'stream.json.new');
  mkdirSync(inTheWay);
  await expect(registry.change('logs', properties('after/'))).rejects.toMatchObject({ code: 'EISDIR' });
  expect(await deliver('a')).toBe('before/ 1');
  rmdirSync(inTheWay);
  await registry.change('logs', properties('after/'));
  expect(await deliver('b')).toBe('after/ 2');
});

it('goes on with a delivery stream as it was when it cannot be opened after its change', async () => {
  let isBroken = false;
  const { registry, folders, deliver } = await start((real) => ({
    ...real,
    path(name, file) {
      if (isBroken && real.read(name)?.version === 2) throw new Error('the disk is gone');
      return real.path(name, file);
    },
  }));
  isBroken = true;
  await expect(registry.change('logs', properties('after/'))).rejects.toThrow('the disk is gone');
  expect(await deliver('a')).toBe('before/ 1');
  expect(folders.read('logs')).toMatchObject({ version: 1, properties: properties('before/') });
});

it('does not bring a delivery stream back that was deleted while its change failed', async () => {
  const { registry, folders } = await start((real) => ({
    ...real,
    write(name, record) {
      if (record.version === 1) return real.write(name, record);
      void registry.remove(name);
      throw new Error('deleted meanwhile');
    },
  }));
  await expect(registry.change('logs', properties('after/'))).rejects.toThrow('deleted meanwhile');
  expect(registry.names()).toEqual([]);
  expect(folders.names()).toEqual([]);
});
