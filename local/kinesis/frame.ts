import { crc32 } from 'node:zlib';
import { PARTITION_KEY_LENGTH_MAX, RECORD_BYTES_MAX } from './limits.ts';

/*
 * One record in a shard's log. Big-endian:
 *
 *     length of the payload  u32
 *     guard                  u32   of length and offset: tells at once whether a frame begins here
 *     CRC-32 of the payload  u32   seeded with the guard
 *     payload: arrival f64 (ms) · partition key length u16 · partition key (UTF-8) · data
 *
 * The guard makes a frame valid at its own offset only, and lets a search tell a torn end from damage in the middle.
 */
export const FRAME_HEADER_BYTES = 12;
const PAYLOAD_HEAD_BYTES = 10;
/** What a frame takes beyond its data and key. */
export const FRAME_OVERHEAD_BYTES = FRAME_HEADER_BYTES + PAYLOAD_HEAD_BYTES;
/** A UTF-16 code unit takes at most three bytes in UTF-8. */
const PAYLOAD_BYTES_MAX = PAYLOAD_HEAD_BYTES + 3 * PARTITION_KEY_LENGTH_MAX + RECORD_BYTES_MAX;

export interface Frame {
  /** Bytes in the log, header included. */
  length: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  partitionKey: string;
  /** A view of the bytes that were read. */
  data: Buffer;
}

export type FrameResult =
  | { ok: true; frame: Frame }
  /** The bytes end before the frame does; `needed` counts from the frame's first byte. */
  | { ok: false; reason: 'Incomplete'; needed: number }
  | { ok: false; reason: 'Damaged' };

export function frameLength(partitionKey: string, data: Buffer): number {
  return FRAME_OVERHEAD_BYTES + Buffer.byteLength(partitionKey) + data.length;
}

/** Writes a frame at `at` in `target` for the place `offset` in the log; `length` is its {@link frameLength}. */
export function writeFrame(
  target: Buffer,
  at: number,
  offset: number,
  length: number,
  { timestamp, partitionKey, data }: { timestamp: number; partitionKey: string; data: Buffer },
): void {
  const payloadAt = at + FRAME_HEADER_BYTES;
  target.writeDoubleBE(timestamp, payloadAt);
  const keyBytes = target.write(partitionKey, payloadAt + PAYLOAD_HEAD_BYTES);
  target.writeUInt16BE(keyBytes, payloadAt + 8);
  data.copy(target, payloadAt + PAYLOAD_HEAD_BYTES + keyBytes);
  const guard = guardOf(length - FRAME_HEADER_BYTES, offset);
  target.writeUInt32BE(length - FRAME_HEADER_BYTES, at);
  target.writeUInt32BE(guard, at + 4);
  target.writeUInt32BE(crc32(target.subarray(payloadAt, at + length), guard), at + 8);
}

/** Reads the frame at `at` in `bytes`, which lie at `offset` in the log. */
export function readFrame(bytes: Buffer, at: number, offset: number): FrameResult {
  if (bytes.length - at < FRAME_HEADER_BYTES) return { ok: false, reason: 'Incomplete', needed: FRAME_HEADER_BYTES };
  if (!beginsFrame(bytes, at, offset)) return { ok: false, reason: 'Damaged' };
  const length = lengthAt(bytes, at);
  const end = at + length;
  if (bytes.length < end) return { ok: false, reason: 'Incomplete', needed: length };
  const payloadAt = at + FRAME_HEADER_BYTES;
  if (crc32(bytes.subarray(payloadAt, end), bytes.readUInt32BE(at + 4)) !== bytes.readUInt32BE(at + 8)) {
    return { ok: false, reason: 'Damaged' };
  }
  const keyAt = payloadAt + PAYLOAD_HEAD_BYTES;
  const dataAt = keyAt + bytes.readUInt16BE(payloadAt + 8);
  const partitionKey = bytes.toString('utf8', keyAt, dataAt);
  return {
    ok: true,
    frame: { length, timestamp: bytes.readDoubleBE(payloadAt), partitionKey, data: bytes.subarray(dataAt, end) },
  };
}

/** The length of the frame whose header is at `at`, which {@link beginsFrame}. */
export function lengthAt(bytes: Buffer, at: number): number {
  return FRAME_HEADER_BYTES + bytes.readUInt32BE(at);
}

/** Whether the header at `at` (whole in `bytes`) is one that was written for this offset. */
export function beginsFrame(bytes: Buffer, at: number, offset: number): boolean {
  const length = bytes.readUInt32BE(at);
  return (
    length >= PAYLOAD_HEAD_BYTES &&
    length <= PAYLOAD_BYTES_MAX &&
    bytes.readUInt32BE(at + 4) === guardOf(length, offset)
  );
}

function guardOf(payloadLength: number, offset: number): number {
  const low = offset >>> 0;
  const high = Math.floor(offset / 2 ** 32);
  return (Math.imul(low ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(payloadLength ^ high, 0xc2b2ae35)) >>> 0;
}
