import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ListedObject, ObjectStore } from '../../../functions/dlq-reprocessor/object-store.ts';
import { createS3ObjectStore } from '../../../functions/dlq-reprocessor/s3-object-store.ts';
import { createS3Fixture } from '../../local/s3/fixture.ts';
import { createMemoryBucket, createMemoryStore, etagOf } from './memory-store.ts';

interface Target {
  name: string;
  open(): Promise<{ store: ObjectStore; close(): Promise<void> | void }>;
}

const bucket = 'lake';
const storeOn = (client: S3Client, owner: string) => createS3ObjectStore({ client, bucket, owner, random: () => 0 });

/** moto's server, where Python has it. https://docs.getmoto.org/en/latest/docs/server_mode.html */
const motoIsInstalled = spawnSync('python3', ['-c', 'import moto.server, flask'], { stdio: 'ignore' }).status === 0;

const targets: Target[] = [
  {
    name: 'the one in memory',
    open: async () => ({ store: createMemoryStore(createMemoryBucket(), { pageKeys: 2 }), close: () => {} }),
  },
  {
    name: "the local stack's S3",
    async open() {
      const { client, close } = await createS3Fixture();
      return { store: storeOn(client, '000000000000'), close };
    },
  },
  { name: "moto's S3", open: openMoto },
];

async function openMoto() {
  const { server, url } = await startMoto();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint: url, region: 'us-east-1', forcePathStyle: true, credentials });
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  const VersioningConfiguration = { Status: 'Enabled' as const };
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  const close = () => {
    client.destroy();
    server.kill();
  };
  return { store: storeOn(client, '123456789012'), close };
}

/** On a free port, which it prints. */
function startMoto(): Promise<{ server: ChildProcess; url: string }> {
  const server = spawn('python3', ['-m', 'moto.server', '-H', '127.0.0.1', '-p', '0'], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, PYTHONUNBUFFERED: '1' },
  });
  return new Promise((resolve, reject) => {
    let printed = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0];
      if (url) resolve({ server, url });
    });
    server.on('exit', () => reject(new Error(`moto's server ended: ${printed}`)));
  });
}

async function keysOf(objects: AsyncIterable<ListedObject>): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of objects) keys.push(key);
  return keys;
}

async function textOf(body: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> {
  if (body === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const one = Buffer.from('one');
const two = Buffer.from('two');

describe.each(targets)('an object store: $name', ({ name, open }) => {
  const skipped = name.startsWith('moto') && !motoIsInstalled;
  if (skipped) console.log('moto is not installed: its server is left out.');
  const when = it.skipIf(skipped);
  let store: ObjectStore;
  let close: () => Promise<void> | void = () => {};
  beforeAll(async () => {
    if (!skipped) ({ store, close } = await open());
  });
  afterAll(() => close());

  when('lists what lies under a prefix in key order, on from a key', async () => {
    const keys = ['list/a-1', 'list/a/1', 'list/b', 'list/ü', 'list/日本'];
    for (const key of [...keys].reverse()) await store.putIfAbsent(key, Buffer.from(key));
    await store.putIfAbsent('lisu', one);
    expect(await keysOf(store.list('list/'))).toEqual(keys);
    expect(await keysOf(store.list('list/', 'list/a/1'))).toEqual(keys.slice(2));
    expect(await keysOf(store.list('nothing/'))).toEqual([]);
    for await (const object of store.list('list/b')) {
      expect(object).toEqual({
        key: 'list/b',
        etag: etagOf(Buffer.from('list/b')),
        size: 6,
        lastModified: expect.any(Number),
      });
    }
  });

  when('writes where nothing is, and leaves alone what is there', async () => {
    expect(await store.putIfAbsent('write', one)).toBe('written');
    expect(await store.putIfAbsent('write', two)).toBe('present');
    expect(await textOf(await store.read('write'))).toBe('one');
    await store.put('write', two);
    expect(await textOf(await store.read('write'))).toBe('two');
  });

  when('lets one of many writers at a time have a key', async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => store.putIfAbsent('race', one)));
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
  });

  when('reads an object only as it was listed', async () => {
    await store.put('read', one);
    expect(await textOf(await store.read('read', etagOf(one)))).toBe('one');
    expect(await store.read('read', etagOf(two))).toBeUndefined();
    expect(await store.read('read/absent')).toBeUndefined();
    expect(await store.read('read/absent', etagOf(one))).toBeUndefined();
  });

  when('copies an object once, whatever characters its key has', async () => {
    const key = 'copy/from ü+%/=(1)';
    await store.put(key, one);
    expect(await store.copy(key, etagOf(one), 'copy/to')).toBe(true);
    expect(await textOf(await store.read('copy/to'))).toBe('one');
    expect(await store.copy(key, etagOf(one), 'copy/to')).toBe(true);
    expect(await store.copy('copy/absent', etagOf(one), 'copy/other')).toBe(false);
    expect(await keysOf(store.list('copy/other'))).toEqual([]);
  });

  // moto looks at neither condition. The replay is safe without them; they guard against who else writes there.
  if (!name.startsWith('moto')) {
    it('copies and deletes an object only as it was listed', async () => {
      await store.put('only', two);
      expect(await store.copy('only', etagOf(one), 'other/copied')).toBe(false);
      await store.delete('only', etagOf(one));
      expect(await keysOf(store.list('only'))).toEqual(['only']);
    });
  }

  when('deletes an object, and does not mind that it is gone', async () => {
    await store.put('delete', two);
    await store.delete('delete', etagOf(two));
    await store.delete('delete', etagOf(two));
    expect(await keysOf(store.list('delete'))).toEqual([]);
  });
});
