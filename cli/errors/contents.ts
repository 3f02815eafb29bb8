import { type ErrorRecordOutcome, parseErrorRecord } from '../../shared/error-object.ts';
import { errorObjectLimits } from '../../shared/error-object-bytes.ts';
import { originalKey, replayedPrefix } from '../../shared/error-object-keys.ts';
import { readPieces } from '../../shared/error-object-lines.ts';
import type { Deployed } from '../deployed/connect.ts';
import { listObjects, readObject } from '../deployed/objects.ts';

/** Reads what stands in a line of an error object: several where no newline stands between them. */
export type ReadLine = (object: string, line: number) => Promise<ErrorRecordOutcome[]>;

/** Remembers the object that was read last, since records are shown in order. */
export function createReadLine(deployed: Deployed, bucket: string, linesMax: number): ReadLine {
  let read: { object: string; lines: Map<number, ErrorRecordOutcome[]> } | undefined;
  return async (object, line) => {
    if (read?.object !== object) read = { object, lines: await firstLines(deployed, bucket, object, linesMax) };
    return read.lines.get(line) ?? [];
  };
}

/** The first lines of an error object, also of one that a replay has put away. */
async function firstLines(
  deployed: Deployed,
  bucket: string,
  object: string,
  linesMax: number,
): Promise<Map<number, ErrorRecordOutcome[]>> {
  const lines = new Map<number, ErrorRecordOutcome[]>();
  const body = (await readObject(deployed, bucket, object)) ?? (await readReplayed(deployed, bucket, object));
  if (!body) return lines;
  for await (const { line, bytes, ordinal } of readPieces(body, errorObjectLimits)) {
    if (ordinal >= linesMax) break;
    const found = lines.get(line) ?? [];
    lines.set(line, found);
    found.push(bytes ? parseErrorRecord(bytes) : { ok: false });
  }
  return lines;
}

/** The object that a replay put away under this key: the latest, where the key came more than once. */
async function readReplayed(
  deployed: Deployed,
  bucket: string,
  object: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  let latest: { key: string; lastModified: number } | undefined;
  for await (const replayed of listObjects(deployed, bucket, replayedPrefix(object))) {
    if (originalKey(replayed.key) !== object) continue;
    if (latest === undefined || replayed.lastModified > latest.lastModified) latest = replayed;
  }
  return latest && readObject(deployed, bucket, latest.key);
}

/** The record itself as text: base64 undone if that gives text, and as it is if not. */
export function contentOf(outcome: ErrorRecordOutcome): string {
  if (!outcome.ok) return '(the line is no error record)';
  const bytes = Buffer.from(outcome.record.rawData, 'base64');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return `(no UTF-8; ${bytes.length} bytes, hexadecimal) ${bytes.toString('hex')}`;
  }
}
