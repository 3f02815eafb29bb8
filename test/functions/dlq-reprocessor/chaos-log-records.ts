import { strict as assert } from 'node:assert';
import type { DeliveryStream } from '../../../functions/dlq-reprocessor/delivery-streams.ts';
import { startMs } from './chaos-records.ts';
import { errorKey, parkedOf, putObject } from './fixture.ts';
import { allStreams, csvRow, failedLine, logLine, transformedRow, unconvertedLine } from './log-fixture.ts';
import { type MemorySink, pathsOf } from './memory-sink.ts';
import type { MemoryBucket } from './memory-store.ts';

/** A failed record of a run, and what is to become of it under the schema that is mended. */
export interface LogTruth {
  id: string;
  fate: 'sent' | 'parked' | 'dropped';
}

const strict = (refuses: RegExp): ReadonlyMap<string, DeliveryStream> =>
  new Map(
    [...allStreams].map(([name, stream]) => [
      name,
      {
        ...stream,
        judge: (record) => {
          const judged = stream.judge(record);
          if (judged.result !== 'Ok' || !refuses.test(judged.row)) return judged;
          return { result: 'ProcessingFailed', reason: 'SchemaViolation', path: 'Path' };
        },
      },
    ]),
  );

/** What may be deployed while workers run; the first is mended, the others refuse what it lets through. */
export const logSchemas = [allStreams, strict(/"Path":"\/new/), strict(/"Path":"\/[no]/)];

/** Puts up to three error objects of up to eight records into a bucket: records of every fate. */
export function fillLog(bucket: MemoryBucket, stream: string, random: () => number): LogTruth[] {
  const truth: LogTruth[] = [];
  const recordOf = stream === 'access-log-csv' ? csvRow : logLine;
  const objects = 1 + Math.floor(random() * 3);
  for (let object = 0; object < objects; object += 1) {
    let body = '';
    const lines = Math.floor(random() * 9);
    for (let line = 0; line < lines; line += 1) {
      const id = `${object}-${line}`;
      const path = `${random() < 0.5 ? '/old' : '/new'}/${id}`;
      const dice = random();
      const add = (fate: LogTruth['fate'], text: string) => {
        truth.push({ id, fate });
        body += text;
      };
      if (dice < 0.45) add('sent', failedLine(recordOf({ path }), 'Lambda.FunctionError', startMs));
      else if (dice < 0.65) add('sent', unconvertedLine(transformedRow({ path })));
      else if (dice < 0.8) add('parked', failedLine(`nothing of a log ${id}`));
      else if (dice < 0.9) add('parked', `unreadable ${id}\n`);
      else add('dropped', failedLine(recordOf({ path, client: '192.168.1.1' })));
    }
    putObject(bucket, errorKey(stream, `object-${object}`), body);
  }
  return truth;
}

const parkedIds = (bucket: MemoryBucket): string[] =>
  parkedOf(bucket).map(({ object, line }) => `${/object-(\d+)$/.exec(object)?.[1]}-${line - 1}`);

/** Ids of records that were accepted, each once. */
export const sentIds = (sink: MemorySink): Set<string> => new Set(pathsOf(sink).map((path) => path.split('/').at(-1)!));

/** Whatever the schemas said: a record was accepted or is parked, not both; and none is parked twice. */
export function somewhereEach(bucket: MemoryBucket, sink: MemorySink, truth: readonly LogTruth[]): void {
  const found = [...sentIds(sink), ...parkedIds(bucket)];
  const wanted = truth.filter(({ fate }) => fate !== 'dropped').map(({ id }) => id);
  assert.deepEqual(found.sort(), wanted.sort(), 'accepted and parked records');
}

/** Under the schema that is mended. */
export function compareLog(bucket: MemoryBucket, sink: MemorySink, truth: readonly LogTruth[]): void {
  const idsOf = (wanted: LogTruth['fate']) =>
    truth
      .filter(({ fate }) => fate === wanted)
      .map(({ id }) => id)
      .sort();
  assert.deepEqual([...sentIds(sink)].sort(), idsOf('sent'), 'accepted records');
  assert.deepEqual(parkedIds(bucket).sort(), idsOf('parked'), 'parked records');
}
