import { type GetRecordsCommand, GetShardIteratorCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import type { Deployed } from '../../../cli/deployed/connect.ts';
import { createShardReader } from '../../../cli/deployed/shards.ts';

const now = Date.parse('2026-07-13T14:00:00.700Z');
const expired = Object.assign(new Error('Iterator expired.'), { name: 'ExpiredIteratorException' });

/** A stage whose Kinesis gives these answers, an Error being thrown; and what it was asked. */
function stage(...answers: (object | Error)[]) {
  const asked: object[] = [];
  const send = async (command: GetRecordsCommand | GetShardIteratorCommand) => {
    if (command instanceof GetShardIteratorCommand) {
      const { StreamName: _stream, ShardId: _shard, ...from } = command.input;
      asked.push(from);
      return { ShardIterator: `iterator-${asked.length}` };
    }
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const deployed = { stage: 'dev', place: 'here', client: () => ({ send }), now: () => now, physicalName: String };
  return { asked, deployed: deployed as unknown as Deployed };
}

const record = (SequenceNumber: string) => ({ SequenceNumber, Data: Buffer.from(SequenceNumber) });
const read = (...Records: object[]) => ({ Records, NextShardIterator: 'next' });

describe('a shard that is read on and on', () => {
  it('begins anew after the last record when its iterator has expired', async () => {
    const { deployed, asked } = stage(read(record('1'), record('2')), expired, read(record('3')));
    const reader = createShardReader(deployed, 'changes', 'shard-1', { ShardIteratorType: 'LATEST' });
    expect((await reader.read()).records.map(({ data }) => String(data))).toEqual(['1', '2']);
    expect((await reader.read()).records.map(({ data }) => String(data))).toEqual(['3']);
    expect(asked).toEqual([
      { ShardIteratorType: 'LATEST' },
      { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', StartingSequenceNumber: '2' },
    ]);
  });

  it('begins anew at the time of its last answer when there was no record yet: LATEST would be too late', async () => {
    const { deployed, asked } = stage(read(), expired, read(record('1')));
    const reader = createShardReader(deployed, 'changes', 'shard-1', { ShardIteratorType: 'LATEST' });
    await reader.read();
    expect((await reader.read()).records).toHaveLength(1);
    expect(asked[1]).toEqual({ ShardIteratorType: 'AT_TIMESTAMP', Timestamp: new Date('2026-07-13T14:00:00Z') });
  });

  it('gives up when the fresh iterator has expired, too', async () => {
    const { deployed } = stage(expired, expired);
    const reader = createShardReader(deployed, 'changes', 'shard-1', { ShardIteratorType: 'TRIM_HORIZON' });
    await expect(reader.read()).rejects.toThrow('Iterator expired.');
  });

  it('says when it has ended, and which shards follow', async () => {
    const { deployed } = stage({ Records: [], ChildShards: [{ ShardId: 'shard-2' }, { ShardId: 'shard-3' }] });
    const reader = createShardReader(deployed, 'changes', 'shard-1', { ShardIteratorType: 'TRIM_HORIZON' });
    expect(await reader.read()).toMatchObject({ isEnded: true, children: ['shard-2', 'shard-3'] });
  });
});
