import { strict as assert } from 'node:assert';
import { chatLine, errorKey, errorLine, hourOf, parkedOf, putObject, rowsOf, ttlLine } from './fixture.ts';
import type { MemoryBucket } from './memory-store.ts';

/** Instant of the run, epoch milliseconds. */
export const startMs = Date.UTC(2026, 6, 13, 14);

/** A failed record of a run, and what is to become of it under the schema that is mended. */
export interface Truth {
  id: string;
  fate: 'row' | 'parked' | 'dropped';
  /** Folder of its row. */
  folder: string;
}

/** Puts up to three error objects of up to eight records into a bucket: records of every fate. */
export function fill(bucket: MemoryBucket, stream: string, random: () => number): Truth[] {
  const truth: Truth[] = [];
  const objects = 1 + Math.floor(random() * 3);
  for (let object = 0; object < objects; object += 1) {
    let body = '';
    const lines = Math.floor(random() * 9);
    for (let line = 0; line < lines; line += 1) {
      const id = `${object}-${line}`;
      const livestream = random() < 0.5 ? 'live-1' : 'live-2';
      const arrivalTimestamp = startMs + Math.floor(random() * 3) * 3_600_000;
      const folder =
        stream === 'chat-by-time'
          ? `chat/by-time/${hourOf(arrivalTimestamp)}/`
          : `chat/by-livestream/LivestreamID=${livestream}/`;
      const dice = random();
      const add = (fate: Truth['fate'], text: string) => {
        truth.push({ id, fate, folder });
        body += text;
      };
      if (dice < 0.3) add('row', chatLine({ id, livestream, arrivalTimestamp }));
      else if (dice < 0.6) add('row', chatLine({ id, livestream, arrivalTimestamp, type: 'NOTICE' }));
      else if (dice < 0.75) add('parked', chatLine({ id, type: 'SHOUT', arrivalTimestamp }));
      else if (dice < 0.85) add('parked', `unreadable ${id}\n`);
      else if (dice < 0.92) add('parked', errorLine(`no JSON ${id}`));
      else add('dropped', ttlLine(id));
    }
    putObject(bucket, errorKey(stream, `object-${object}`), body);
  }
  return truth;
}

/** Whatever the schemas said: a record is in the lake or parked, not in both, and nowhere twice. */
export function onceEach(bucket: MemoryBucket, truth: readonly Truth[]): void {
  const found = [...rowsOf(bucket).map(({ id }) => id), ...parkedIds(bucket)];
  const wanted = truth.filter(({ fate }) => fate !== 'dropped').map(({ id }) => id);
  assert.deepEqual(found.sort(), wanted.sort(), 'rows and parked records');
}

const parkedIds = (bucket: MemoryBucket): string[] =>
  parkedOf(bucket).map(({ object, line }) => `${/object-(\d+)$/.exec(object)?.[1]}-${line - 1}`);

/** Under the schema that is mended. */
export function compare(bucket: MemoryBucket, truth: readonly Truth[]): void {
  const sorted = (list: string[]) => [...list].sort();
  const expectedRows = truth.filter(({ fate }) => fate === 'row').map(({ id, folder }) => `${folder} ${id}`);
  assert.deepEqual(sorted(rowsOf(bucket).map(({ id, folder }) => `${folder} ${id}`)), sorted(expectedRows), 'rows');
  const expectedParked = truth.filter(({ fate }) => fate === 'parked').map(({ id }) => id);
  assert.deepEqual(sorted(parkedIds(bucket)), sorted(expectedParked), 'parked records');
}
