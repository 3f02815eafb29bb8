import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createCheckpointFile } from '../../../local/firehose/checkpoints.ts';
import { createStreamFolders } from '../../../local/firehose/stream-record.ts';
import { segmentBase } from '../../../local/kinesis/segment.ts';
import { parseSequenceNumber } from '../../../local/kinesis/sequence-number.ts';
import { parseShardId } from '../../../local/kinesis/shard-id.ts';
import { createStreamFiles } from '../../../local/kinesis/stream-files.ts';

/** Bytes of one shard's log: from a delivery stream's checkpoint to the end. */
export interface Stretch {
  shardId: string;
  from: number;
  to: number;
}

/**
 * What of a stream's log a delivery stream has not checkpointed, as it lies on disk while nothing runs: exactly what its next start
 * reads, some of it perhaps for the second time.
 */
export function uncheckpointed(data: string, deliveryStream: string, stream: string): Stretch[] {
  const path = createStreamFolders(join(data, 'firehose')).path(deliveryStream, 'checkpoints');
  const checkpoints = createCheckpointFile(path).load() ?? {};
  return Object.entries(checkpoints).flatMap(([shardId, checkpoint]) => {
    if (checkpoint === 'SHARD_END') return [];
    const from = typeof checkpoint === 'object' && 'after' in checkpoint ? offsetAfter(checkpoint.after) : 0;
    return [{ shardId, from, to: endOfLog(data, stream, shardId) }];
  });
}

export const bytesOf = (stretches: Stretch[]): number =>
  stretches.reduce((sum, { from, to }) => sum + Math.max(0, to - from), 0);

/** The offset of a record in its shard's log, of which a sequence number is made. */
export const offsetOf = (sequenceNumber: string): number => parseSequenceNumber(sequenceNumber)!.offset;

function offsetAfter(sequenceNumber: string): number {
  const { offset, length } = parseSequenceNumber(sequenceNumber)!;
  return offset + length;
}

function endOfLog(data: string, stream: string, shardId: string): number {
  const directory = createStreamFiles(join(data, 'kinesis')).shardDirectory(stream, parseShardId(shardId)!);
  if (!existsSync(directory)) return 0;
  const last = readdirSync(directory)
    .filter((name) => segmentBase(name) !== undefined)
    .sort()
    .at(-1);
  return last === undefined ? 0 : segmentBase(last)! + statSync(join(directory, last)).size;
}
