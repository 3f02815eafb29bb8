import { parseErrorRecord } from '../../shared/error-object.ts';
import { ErrorObjectRefused, errorObjectLimits } from '../../shared/error-object-bytes.ts';
import { readPieces } from '../../shared/error-object-lines.ts';
import { readParkedEntry } from '../../shared/error-object-parked.ts';
import type { Deployed } from '../deployed/connect.ts';
import { readLines } from '../deployed/lines.ts';
import { type MessageChange, readRecordChange, readRowChange } from '../deployed/message.ts';
import { type ListedObject, readObject } from '../deployed/objects.ts';
import { isOf, type MessageKey } from './key.ts';

/** A change of the message, found in the bucket. */
export interface Sighting extends MessageChange {
  /** `row`: delivered. `failed`: waits under the error prefix. `parked`: would fail again, found an earlier replay. */
  kind: 'row' | 'failed' | 'parked';
  object: string;
  /** From 1. */
  line: number;
  /** A replay wrote it. */
  replayed?: true;
  errorCode?: string;
  reason?: string;
  field?: string;
  found?: string;
  expected?: string;
  content?: string;
}

/** Objects read at a time. */
const READS_AT_ONCE = 8;

type ReadOne = (body: AsyncIterable<Uint8Array>, object: string) => AsyncGenerator<Sighting>;

/** Reads objects and gives what they hold of a message. An object that is gone or cannot be read holds nothing. */
export async function readSightings(
  deployed: Deployed,
  bucket: string,
  objects: ListedObject[],
  read: ReadOne,
): Promise<Sighting[]> {
  const found: Sighting[] = [];
  const queue = objects[Symbol.iterator]();
  const worker = async () => {
    for (const { key } of queue) {
      const body = await readObject(deployed, bucket, key);
      if (!body) continue;
      try {
        for await (const sighting of read(body, key)) found.push(sighting);
      } catch (error) {
        if (!(error instanceof ErrorObjectRefused)) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
  return found;
}

export const rowsOf = (key: MessageKey, content: boolean): ReadOne =>
  async function* (body, object) {
    let line = 0;
    for await (const row of readLines(body)) {
      line += 1;
      // Most rows are of other messages: they are not parsed.
      const change = row.includes(key.sort) ? readRowChange(row) : undefined;
      if (!isOf(change, key)) continue;
      const replayed = /-replay-[0-9a-f]{64}\.json\.gz$/.test(object) && { replayed: true as const };
      yield { ...change, kind: 'row', object, line, ...replayed, ...(content && { content: row.toString('utf8') }) };
    }
  };

export const failuresOf = (key: MessageKey, content: boolean): ReadOne =>
  async function* (body, object) {
    for await (const { bytes, line } of readPieces(body, errorObjectLimits)) {
      const failure = bytes && failureIn(bytes, key, content);
      if (failure) yield { ...failure, kind: 'failed', object, line };
    }
  };

export const parkedOf = (key: MessageKey, content: boolean): ReadOne =>
  async function* (body, object) {
    for await (const { bytes, line } of readPieces(body, errorObjectLimits)) {
      const entry = bytes && readParkedEntry(bytes);
      const failure = entry && failureIn(entry.original, key, content);
      if (!failure) continue;
      const { reason, path } = entry;
      yield { ...failure, kind: 'parked', object, line, reason, ...(path !== undefined && { field: path }) };
    }
  };

/** What failed is a change record or, where Firehose failed after the transform, perhaps a row. */
function failureIn(
  bytes: Buffer,
  key: MessageKey,
  content: boolean,
): Omit<Sighting, 'kind' | 'object' | 'line'> | undefined {
  const parsed = parseErrorRecord(bytes);
  if (!parsed.ok) return undefined;
  const data = Buffer.from(parsed.record.rawData, 'base64');
  if (!data.includes(key.sort)) return undefined;
  const change = readRecordChange(data) ?? readRowChange(data);
  if (!isOf(change, key)) return undefined;
  return { ...change, errorCode: parsed.record.errorCode, ...(content && { content: data.toString('utf8') }) };
}
