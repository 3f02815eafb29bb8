import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCheckpointFile } from '../../../local/firehose/checkpoints.ts';
import { openPutLog } from '../../../local/firehose/put-log.ts';
import { createPutQuota } from '../../../local/firehose/put-quota.ts';
import { createStreamFolders } from '../../../local/firehose/stream-record.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'firehose-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('the checkpoint file', () => {
  it('gives back what was saved last, and nothing before anything was', async () => {
    const file = createCheckpointFile(join(directory, 'checkpoints'));
    expect(file.load()).toBeUndefined();
    await file.save({ a: 'TRIM_HORIZON', b: { after: '1' }, c: { atTimestamp: 5 }, d: 'SHARD_END' });
    await file.save({ a: { after: '2' } });
    expect(createCheckpointFile(join(directory, 'checkpoints')).load()).toEqual({ a: { after: '2' } });
  });

  it('is refused when it is damaged', async () => {
    const path = join(directory, 'checkpoints');
    const file = createCheckpointFile(path);
    await file.save({ a: { after: '12' } });
    writeFileSync(path, readFileSync(path, 'utf8').replace('12', '13'));
    expect(() => file.load()).toThrow('is damaged');
    writeFileSync(path, '');
    expect(() => file.load()).toThrow('is damaged');
  });
});

describe('the log of direct puts', () => {
  it('reads on after any record, also in the next life', () => {
    const clock = createFakeClock();
    const log = openPutLog(directory, clock);
    const names = log.put([Buffer.from('a'), Buffer.from('b'), Buffer.from('c')]);
    expect(new Set(names).size).toBe(3);
    log.close();
    const again = openPutLog(directory, clock);
    const { shardId } = again.shards()[0]!;
    const texts = (position: Parameters<typeof again.read>[1], limit = 10) =>
      again.read(shardId, position, { records: limit, bytes: 1000 }).records.map(({ data }) => data.toString());
    expect(texts('TRIM_HORIZON')).toEqual(['a', 'b', 'c']);
    expect(texts({ after: names[0]! })).toEqual(['b', 'c']);
    expect(texts(again.latest(shardId))).toEqual([]);
    expect(again.read(shardId, 'TRIM_HORIZON', { records: 1, bytes: 1000 }).millisBehindLatest).toBeGreaterThan(0);
    again.close();
  });
});

describe('the quota of direct puts', () => {
  it('refills with the clock, up to one second', async () => {
    const clock = createFakeClock();
    const quota = createPutQuota({ records: 2, bytes: 100, requests: 3 }, clock);
    const take = (bytes: number) => quota.takeRequest() && quota.takeRecord(bytes);
    expect([take(10), take(10), take(10), take(10)]).toEqual([true, true, false, false]);
    await clock.advance(60_000);
    expect([take(90), take(20), take(10)]).toEqual([true, false, true]);
  });
});

describe('the folders of delivery streams', () => {
  it('forget a creation that never finished, and keep names from meaning folders', () => {
    const folders = createStreamFolders(directory);
    folders.create('half');
    for (const name of ['..', '.', 'chat']) {
      folders.create(name);
      folders.write(name, { properties: {}, version: 1, createdMs: 0 });
    }
    expect(folders.names().sort()).toEqual(['.', '..', 'chat']);
    folders.remove('..');
    expect(createStreamFolders(directory).names().sort()).toEqual(['.', 'chat']);
  });
});
