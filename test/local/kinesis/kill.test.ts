import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSystemClock } from '../../../local/clock.ts';
import { createKinesis } from '../../../local/kinesis/service.ts';
import type { Streams } from '../../../local/kinesis/types.ts';
import { SEED, seededRandom, useDirectories } from './support.ts';

const directory = useDirectories();

function readEverything(streams: Streams): Map<string, string> {
  const found = new Map<string, string>();
  for (const { shardId } of streams.shards('changes')) {
    let position: Parameters<Streams['read']>[2] = 'TRIM_HORIZON';
    for (;;) {
      const { records } = streams.read('changes', shardId, position, { records: 10_000, bytes: 1e7 });
      if (records.length === 0) break;
      for (const { sequenceNumber, data } of records) found.set(sequenceNumber, data.toString());
      position = { after: records.at(-1)!.sequenceNumber };
    }
  }
  return found;
}

/** Lets a process write until it has acknowledged about so many bytes, kills it, and answers what it acknowledged. */
async function writeUntilKilled(path: string, run: number, bytes: number): Promise<Map<string, string>> {
  const script = join(import.meta.dirname, 'writer-process.ts');
  const child = spawn(process.execPath, [script, path, `run${run}`], { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    if (text.length >= bytes) child.kill('SIGKILL');
  });
  const [, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect(signal).toBe('SIGKILL');
  const whole = text.slice(0, text.lastIndexOf('\n')).split('\n');
  return new Map(whole.map((line) => line.split(' ') as [string, string]));
}

describe('Kinesis under kill -9', () => {
  it('keeps every acknowledged record under its sequence number', async () => {
    const path = directory();
    const random = seededRandom(SEED);
    const acknowledged = new Map<string, string>();
    for (let run = 0; run < 4; run += 1) {
      const seen = await writeUntilKilled(path, run, 20_000 + random() * 400_000);
      for (const [sequenceNumber, data] of seen) {
        expect(acknowledged.has(sequenceNumber)).toBe(false);
        acknowledged.set(sequenceNumber, data);
      }
    }
    const kinesis = createKinesis({
      directory: path,
      clock: createSystemClock(),
      region: 'us-east-1',
      accountId: '000000000000',
    });
    const found = readEverything(kinesis.streams);
    kinesis.close();
    expect(acknowledged.size).toBeGreaterThan(1000);
    const lost = [...acknowledged].filter(([sequenceNumber, data]) => found.get(sequenceNumber) !== data);
    expect(lost).toEqual([]);
    expect(new Set(found.values()).size).toBe(found.size);
  });
});
