import { crc32 } from 'node:zlib';

/** Where a reader of a shard stands. The token holds all of it, so the service keeps nothing and a restart forgets nothing. */
export interface ShardIterator {
  streamName: string;
  /** Tells a stream from an earlier one of the same name. */
  streamCreatedMs: number;
  shardIndex: number;
  offset: number;
  /** Milliseconds, by the stack's clock. */
  issuedMs: number;
}

/** AWS's iterators begin with these bytes too. */
const VERSION = 1n;
const NAME_AT = 36;

/** Layout: version u64 · issued f64 · stream created f64 · shard u32 · offset f64 · stream name · CRC-32. */
export function encodeShardIterator(iterator: ShardIterator): string {
  const name = Buffer.from(iterator.streamName, 'latin1');
  const bytes = Buffer.alloc(NAME_AT + name.length + 4);
  bytes.writeBigUInt64BE(VERSION, 0);
  bytes.writeDoubleBE(iterator.issuedMs, 8);
  bytes.writeDoubleBE(iterator.streamCreatedMs, 16);
  bytes.writeUInt32BE(iterator.shardIndex, 24);
  bytes.writeDoubleBE(iterator.offset, 28);
  name.copy(bytes, NAME_AT);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
  return bytes.toString('base64');
}

/** Undefined for what {@link encodeShardIterator} did not make. */
export function decodeShardIterator(token: string): ShardIterator | undefined {
  const bytes = Buffer.from(token, 'base64');
  if (bytes.length <= NAME_AT + 4 || bytes.toString('base64') !== token) return undefined;
  if (crc32(bytes.subarray(0, -4)) !== bytes.readUInt32BE(bytes.length - 4)) return undefined;
  if (bytes.readBigUInt64BE(0) !== VERSION) return undefined;
  return {
    issuedMs: bytes.readDoubleBE(8),
    streamCreatedMs: bytes.readDoubleBE(16),
    shardIndex: bytes.readUInt32BE(24),
    offset: bytes.readDoubleBE(28),
    streamName: bytes.toString('latin1', NAME_AT, bytes.length - 4),
  };
}
