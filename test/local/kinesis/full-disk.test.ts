import type fs from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createKinesis } from '../../../local/kinesis/service.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { useDirectories } from './support.ts';

const disk = vi.hoisted(() => ({ bytesFree: Number.POSITIVE_INFINITY }));

vi.mock('node:fs', async (importOriginal) => {
  const original = await importOriginal<typeof fs>();
  const writeSync = (fd: number, bytes: Buffer, at: number, length: number, position: number) => {
    const taken = Math.min(length, disk.bytesFree);
    if (taken === 0)
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', errno: -28 });
    disk.bytesFree -= taken;
    return original.writeSync(fd, bytes, at, taken, position);
  };
  return { ...original, writeSync };
});

const directory = useDirectories();

afterEach(() => {
  disk.bytesFree = Number.POSITIVE_INFINITY;
});

describe('a full disk', () => {
  it('fails the records that find no room, leaves nothing of them behind, and is over when there is room again', () => {
    const options = {
      directory: directory(),
      clock: createFakeClock(),
      region: 'us-east-1',
      accountId: '000000000000',
    };
    let kinesis = createKinesis(options);
    kinesis.createStream({ name: 's', mode: 'PROVISIONED', retentionHours: 24 });
    const put = (...texts: string[]) =>
      kinesis.streams.put(
        's',
        texts.map((text) => ({ partitionKey: 'k', data: Buffer.from(text) })),
      );
    const read = () =>
      kinesis.streams
        .read('s', 'shardId-000000000000', 'TRIM_HORIZON', { records: 100, bytes: 1e6 })
        .records.map(({ data }) => data.toString());
    put('a');
    disk.bytesFree = 60;
    for (const result of put('lost 1', 'lost 2', 'lost 3')) {
      expect(result).toEqual({ errorCode: 'InternalFailure', errorMessage: 'ENOSPC: no space left on device, write' });
    }
    expect(read()).toEqual(['a']);
    disk.bytesFree = Number.POSITIVE_INFINITY;
    expect(put('b')).toEqual([{ shardId: 'shardId-000000000000', sequenceNumber: expect.any(String) }]);
    expect(read()).toEqual(['a', 'b']);
    kinesis.close();
    kinesis = createKinesis(options);
    expect(read()).toEqual(['a', 'b']);
    kinesis.close();
  });
});
