import { isUtf8 } from 'node:buffer';
import { createBase64 } from './base64.ts';
import { readChange } from './change.ts';
import type { Dataset } from './dataset.ts';
import { createRowWriter } from './row.ts';
import { byteText, formOf, plainText } from './text-form.ts';
import { type Dropped, failed, type ProcessingFailed } from './verdict.ts';

/** Partition key values by name, as Firehose takes them in a record's `metadata`. */
export type PartitionKeys = Record<string, string>;

export interface RecordRow {
  result: 'Ok';
  eventId: string;
  /** One line of the lake, a JSON object and one newline, as base64 of its UTF-8. */
  data: string;
  partitionKeys: PartitionKeys;
}

export type RecordOutcome = RecordRow | Dropped | ProcessingFailed;

/** Reads one record's base64 (Firehose's `data`, an error object's `rawData`). Never throws, whatever `data` is. */
export type RecordCodec = (data: unknown) => RecordOutcome;

/**
 * Makes the function that turns change records into rows, base64 both ways. `partitionKeys` names those of the dataset's
 * partition keys that the layout uses. Reasons of failure are tested in the order of `failureReasons`.
 */
export function createRecordCodec(dataset: Dataset, partitionKeys: readonly string[]): RecordCodec {
  const base64 = createBase64();
  const writers = { utf8: createRowWriter(dataset, plainText), latin1: createRowWriter(dataset, byteText) };

  return (data) => {
    const bytes = base64.decode(data);
    if (bytes === undefined) return failed('InvalidBase64');
    if (!isUtf8(bytes)) return failed('InvalidUtf8');
    const raw = bytes.toString('latin1');
    const form = formOf(raw);
    const json = parseJson(form === byteText ? raw : bytes.toString());
    if (json === undefined) return failed('InvalidJson');
    const read = readChange(json, form);
    if (read.result !== 'Ok') return read;
    const row = writers[form.encoding](read.change);
    if (row.result !== 'Ok') return row;
    const keys: PartitionKeys = {};
    for (const name of partitionKeys) keys[name] = row.values[name]!;
    return {
      result: 'Ok',
      eventId: form.decode(read.change.eventId),
      data: base64.encode(row.text, form.encoding),
      partitionKeys: keys,
    };
  };
}

/** Undefined where JSON.parse throws; it nests as deep as memory goes. JSON itself cannot say undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
