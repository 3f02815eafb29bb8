import { readChange } from './change.ts';
import type { Dataset } from './dataset.ts';
import type { ErrorRecord } from './error-object.ts';
import { isJsonObject, type JsonObject } from './json-object.ts';
import { createRecordCodec, type PartitionKeys } from './record-codec.ts';
import { createRowWriter } from './row.ts';
import { plainText } from './text-form.ts';
import type { Dropped, ProcessingFailed } from './verdict.ts';

export interface ReplayedRow {
  result: 'Ok';
  /** One line of the lake: a JSON object and one newline. */
  row: string;
  partitionKeys: PartitionKeys;
}

/** Judges a failed record once more, as the transform would. Never throws, whatever is in it. */
export type ErrorRecordCodec = (record: ErrorRecord) => ReplayedRow | Dropped | ProcessingFailed;

/**
 * Makes the function that judges failed records with the very codec of the transform. `rawData` of a failure inside the
 * transform (`Lambda.…`) is what the transform was given. After it (partition keys, the limit of active partitions) it may
 * also be what the transform answered: a row. Sources do not say which, so both are taken, a row only if it is, byte for
 * byte, one that the dataset's schema lets through and the row writer writes.
 */
export function createErrorRecordCodec(dataset: Dataset, partitionKeys: readonly string[]): ErrorRecordCodec {
  const judge = createRecordCodec(dataset, partitionKeys);
  const readRow = createRowReader(dataset, partitionKeys);

  return ({ rawData, errorCode }) => {
    const outcome = judge(rawData);
    if (outcome.result === 'Ok') {
      return { result: 'Ok', row: textOf(outcome.data), partitionKeys: outcome.partitionKeys };
    }
    const mayBeRow = outcome.result === 'ProcessingFailed' && outcome.reason === 'NotAChangeRecord';
    if (!mayBeRow || errorCode.startsWith('Lambda.')) return outcome;
    return readRow(textOf(rawData)) ?? outcome;
  };
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

/** Reads back what the row writer writes; undefined for anything else. `row` must be JSON. */
function createRowReader(dataset: Dataset, partitionKeys: readonly string[]) {
  const writeRow = createRowWriter(dataset, plainText);

  return (row: string): ReplayedRow | undefined => {
    const columns: unknown = JSON.parse(row);
    if (!isJsonObject(columns)) return undefined;
    const read = readChange(changeOf(row, columns, dataset));
    if (read.result !== 'Ok') return undefined;
    const written = writeRow(read.change);
    if (written.result !== 'Ok' || written.text !== row) return undefined;
    const keys: PartitionKeys = {};
    for (const name of partitionKeys) keys[name] = written.values[name]!;
    return { result: 'Ok', row, partitionKeys: keys };
  };
}

/** The change record that would make this row. Whether it does is seen by making it. */
function changeOf(row: string, columns: JsonObject, { attributes }: Dataset) {
  const values: JsonObject = {};
  for (const [name, { tag }] of Object.entries(attributes)) {
    if (Object.hasOwn(columns, name)) values[name] = { [tag]: tag === 'N' ? numberText(row, name) : columns[name] };
  }
  return {
    eventID: columns.EventID,
    eventName: columns.EventName,
    dynamodb: {
      ApproximateCreationDateTime: microseconds(columns.EventTime),
      ApproximateCreationDateTimePrecision: 'MICROSECOND',
      Keys: values,
      NewImage: values,
    },
  };
}

/** 38 digits, sign, point and exponent. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html */
const numberCharactersMax = 48;

/** A number as it is written: parsing would round it. No string can hold the label, its quotes would be escaped. */
function numberText(row: string, name: string): string | undefined {
  const label = `${JSON.stringify(name)}:`;
  const from = row.indexOf(label) + label.length;
  return /^[^,}]+/.exec(row.slice(from, from + numberCharactersMax))?.[0];
}

function microseconds(eventTime: unknown): number {
  const [, seconds, micros] = /^(.{19})\.(\d{6})Z$/.exec(String(eventTime)) ?? [];
  return Date.parse(`${seconds}Z`) * 1_000 + Number(micros);
}
