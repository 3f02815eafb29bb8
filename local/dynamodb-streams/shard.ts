import { hash } from 'node:crypto';
import type { TableStream } from '../dynamodb/table-streams.ts';

/**
 * A stream here has one shard, which stays open; AWS's have more, and replace them every few hours. The id has AWS's form: when
 * the shard was made, and eight random digits.
 */
export function shardIdOf({ label, tableName }: TableStream): string {
  const madeMs = Date.parse(`${label}Z`);
  return `shardId-${String(madeMs).padStart(20, '0')}-${hash('md5', tableName).slice(0, 8)}`;
}
