import { isUtf8 } from 'node:buffer';
import type { DuckDBValue } from '@duckdb/node-api';
import { splitJson } from '../deaggregation.ts';
import { coerce, Misfit, NEEDS_DIGITS } from './coerce.ts';
import type { ConversionConfiguration } from './configuration.ts';
import { ExactNumber, parseExactly } from './exact-json.ts';
import type { Column } from './schema.ts';

/** The rows of a record, values in the columns' order, or why it has none. */
export type ReadRecord = { ok: true; rows: DuckDBValue[][] } | { ok: false; code: string; message: string };

type Keys = ConversionConfiguration['keys'];

const PARSE_ERROR = 'DataFormatConversion.ParseError';
const MALFORMED_DATA = 'DataFormatConversion.MalformedData';
const EMPTY = 'The record was empty or contained only whitespace.';
const PRIMITIVE = 'The input JSON contained a primitive at the top level. The top level must be an object or array.';
const ARRAY = 'An array of JSON documents is not a valid input.';

const refuse = (code: string, message: string): ReadRecord => ({ ok: false, code, message });

/**
 * Reads records as the OpenX JSON SerDe does on Firehose. A record may hold several JSON documents in a row, each a row of its
 * own; one that cannot be read fails the record, all of it. Codes and words are captured as far as they are known.
 * https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_OpenXJsonSerDe.html
 */
export function createRecordReader(columns: Column[], keys: Keys): (data: Buffer) => ReadRecord {
  const readRow = createRowReader(columns, keys);
  return (data) => {
    if (!isUtf8(data)) return refuse(PARSE_ERROR, 'Encountered malformed JSON. The record is not UTF-8.');
    const text = data.toString('utf8');
    if (text.trim() === '') return refuse(MALFORMED_DATA, EMPTY);
    const whole = tryToRead([text], readRow);
    if (whole !== 'malformed') return whole;
    const documents = splitJson(data)?.map(String) ?? [];
    const several = documents.length > 1 ? tryToRead(documents, readRow) : whole;
    return several === 'malformed' ? refuse(PARSE_ERROR, 'Encountered malformed JSON.') : several;
  };
}

function tryToRead(texts: string[], readRow: RowReader): ReadRecord | 'malformed' {
  try {
    return readDocuments(texts, readRow);
  } catch (error) {
    // A document may be nested deeper than a call stack is.
    if (error instanceof SyntaxError || error instanceof RangeError) return 'malformed';
    throw error;
  }
}

function readDocuments(texts: string[], readRow: RowReader): ReadRecord {
  const rows: DuckDBValue[][] = [];
  for (const text of texts) {
    let row = readRow(JSON.parse(text));
    if (row === NEEDS_DIGITS) row = readRow(parseExactly(text));
    if (row === NEEDS_DIGITS) throw new Error('An exact number was refused for its digits.');
    if (row instanceof Misfit) return refuse(MALFORMED_DATA, row.reason);
    rows.push(row);
  }
  return { ok: true, rows };
}

type RowReader = (document: unknown) => DuckDBValue[] | Misfit | typeof NEEDS_DIGITS;

function createRowReader(columns: Column[], keys: Keys): RowReader {
  const normalise = keyNormaliser(keys);
  const isPlain = !keys.caseInsensitive && !keys.dotsToUnderscores;
  const placesOf = new Map<string, number[]>();
  columns.forEach(({ name }, place) => {
    const key = normalise(keys.keyOfColumn.get(name) ?? name);
    placesOf.set(key, [...(placesOf.get(key) ?? []), place]);
  });
  return (document) => {
    if (typeof document !== 'object' || document === null) return new Misfit(PRIMITIVE);
    if (Array.isArray(document)) return new Misfit(ARRAY);
    const row: DuckDBValue[] = new Array(columns.length).fill(null);
    for (const key of Object.keys(document)) {
      const places = placesOf.get(normalise(key));
      if (!places) continue;
      const given = (document as Record<string, unknown>)[key];
      const value = isPlain ? given : normaliseKeys(given, normalise);
      for (const place of places) {
        const held = coerce(value, columns[place]!.type);
        if (held === NEEDS_DIGITS) return held;
        if (held instanceof Misfit) return new Misfit(`Data does not match the schema. ${held.reason}`);
        row[place] = held;
      }
    }
    return row;
  };
}

function keyNormaliser({ caseInsensitive, dotsToUnderscores }: Keys): (key: string) => string {
  return (key) => {
    const cased = caseInsensitive ? key.toLowerCase() : key;
    return dotsToUnderscores ? cased.replaceAll('.', '_') : cased;
  };
}

/** Keys of objects within, at any depth (captured for case); of two that become one the last counts. */
function normaliseKeys(value: unknown, normalise: (key: string) => string): unknown {
  if (typeof value !== 'object' || value === null || value instanceof ExactNumber) return value;
  if (Array.isArray(value)) return value.map((item) => normaliseKeys(item, normalise));
  const members = Object.entries(value).map(([key, member]) => [normalise(key), normaliseKeys(member, normalise)]);
  return Object.fromEntries(members) as Record<string, unknown>;
}
