import { accessLog } from '../../shared/datasets/access-log.ts';
import { changeDatasets } from '../../shared/delivery-streams.ts';
import { createErrorRecordCodec } from '../../shared/error-object-codec.ts';
import { twinOf } from '../../shared/log-delivery-streams.ts';
import {
  type ChangeStreamEntry,
  type DeliveryStreamEntry,
  isLogEntry,
  type LogStreamEntry,
} from './delivery-stream-entries.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createFolderOf, type FolderOf, type HourOf } from './folders.ts';
import type { Judge } from './judge.ts';
import { createLogReader, type LogInput } from './log-input.ts';
import { createLogJudge } from './log-judge.ts';
import { createLogLook } from './log-look.ts';
import { createChangeLook, type Look } from './look.ts';

/** What a replay must know of a delivery stream: its codec, and how its rows are written. */
export interface DeliveryStream {
  /** Short name. */
  name: string;
  judge: Judge;
  /** Explains what the judge refuses. */
  look: Look;
  /** Fingerprint of the schema that judges. */
  schema: string;
  writer: RowsWriter | RecordsWriter;
  /** Never replayed by a schedule: what failed here has been replayed already. */
  byHandOnly: boolean;
}

/** Rows are written as objects under the layout's own prefix. */
export interface RowsWriter {
  kind: 'rows';
  prefix: string;
  folderOf: FolderOf;
}

/** Records are sent to a delivery stream that makes rows of them, named as Firehose knows it. */
export interface RecordsWriter {
  kind: 'delivery-stream';
  name: string;
}

/**
 * The typed table: each delivery stream with its codec and its writer, by short name. A delivery stream that has a twin brings it
 * along: what fails there goes through it once more, when an operator says so.
 */
export function createDeliveryStreams(
  entries: readonly DeliveryStreamEntry[],
  hourOf: HourOf,
): Map<string, DeliveryStream> {
  const streams = entries.flatMap((entry) =>
    isLogEntry(entry)
      ? [
          logStream(entry, { name: entry.name, input: entry.input, byHandOnly: false }),
          logStream(entry, { name: twinOf(entry.name), input: { format: 'log' }, byHandOnly: true }),
        ]
      : [changeStream(entry, hourOf)],
  );
  return new Map(streams.map((stream) => [stream.name, stream]));
}

/** Short names of all delivery streams whose failed records there can be: those of the entries, and their twins. */
export function streamNames(entries: readonly DeliveryStreamEntry[]): string[] {
  return entries.flatMap((entry) => (isLogEntry(entry) ? [entry.name, twinOf(entry.name)] : [entry.name]));
}

function changeStream(
  { name, dataset: datasetName, prefix, layout }: ChangeStreamEntry,
  hourOf: HourOf,
): DeliveryStream {
  const dataset = changeDatasets[datasetName]!;
  return {
    name,
    judge: createErrorRecordCodec(dataset, layout.by === 'keys' ? layout.keys : []),
    look: createChangeLook(dataset),
    schema: fingerprintOf(dataset),
    writer: { kind: 'rows', prefix, folderOf: createFolderOf(prefix, layout, hourOf) },
    byHandOnly: false,
  };
}

function logStream(
  { writer }: LogStreamEntry,
  { name, input, byHandOnly }: { name: string; input: LogInput; byHandOnly: boolean },
): DeliveryStream {
  const read = createLogReader(input);
  return {
    name,
    judge: createLogJudge(read),
    look: createLogLook(read, accessLog),
    schema: fingerprintOf({ ...accessLog, input }),
    writer,
    byHandOnly,
  };
}
