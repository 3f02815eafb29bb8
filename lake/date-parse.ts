import {
  type DuckDBConnection,
  DuckDBScalarFunction,
  DuckDBTimestampValue,
  TIMESTAMP,
  VARCHAR,
} from '@duckdb/node-api';
import { LakeError } from './lake-error.ts';
import { escapeRegExp } from './sql-text.ts';

/** MySQL's letters for fields of fixed width: the place among year, month, day, hour, minute, second, and the digits. */
const FIELDS: Record<string, { place: number; digits: string }> = {
  Y: { place: 0, digits: '\\d{4}' },
  m: { place: 1, digits: '\\d{2}' },
  c: { place: 1, digits: '\\d{1,2}' },
  d: { place: 2, digits: '\\d{2}' },
  e: { place: 2, digits: '\\d{1,2}' },
  H: { place: 3, digits: '\\d{2}' },
  k: { place: 3, digits: '\\d{1,2}' },
  i: { place: 4, digits: '\\d{2}' },
  s: { place: 5, digits: '\\d{2}' },
  S: { place: 5, digits: '\\d{2}' },
  f: { place: 6, digits: '\\d{1,6}' },
};

/**
 * `date_parse(text, format)` of Presto, which DuckDB's `strptime` cannot stand for in a macro (it wants a constant).
 * https://prestodb.io/docs/current/functions/datetime.html
 */
export function registerDateParse(connection: DuckDBConnection): void {
  const formats = new Map<string, (text: string) => bigint>();
  const parserOf = (format: string) => {
    const parser = formats.get(format) ?? dateParser(format);
    formats.set(format, parser);
    return parser;
  };
  connection.registerScalarFunction(
    DuckDBScalarFunction.create({
      name: 'date_parse',
      parameterTypes: [VARCHAR, VARCHAR],
      returnType: TIMESTAMP,
      mainFunction(info, input, output) {
        const [texts, formatTexts] = [input.getColumnVector(0), input.getColumnVector(1)];
        try {
          for (let row = 0; row < input.rowCount; row++) {
            const [text, format] = [texts.getItem(row), formatTexts.getItem(row)];
            const known = typeof text === 'string' && typeof format === 'string';
            output.setItem(row, known ? new DuckDBTimestampValue(parserOf(format)(text)) : null);
          }
          output.flush();
        } catch (error) {
          info.setError(error instanceof Error ? error.message : String(error));
        }
      },
    }),
  );
}

/** Text to microseconds since the epoch; throws {@link LakeError} for a letter it does not know or a text that does not fit. */
export function dateParser(format: string): (text: string) => bigint {
  const places: number[] = [];
  const spelt = format.replaceAll('%T', '%H:%i:%s');
  const source = [...spelt.matchAll(/%(.?)|[^%]+/g)].map(([text, letter]) => {
    if (letter === undefined) return escapeRegExp(text);
    if (letter === '%') return '%';
    const field = FIELDS[letter];
    if (!field)
      throw new LakeError(
        `date_parse does not know ${text} here. It knows %${Object.keys(FIELDS).join(', %')}, %T and %%.`,
      );
    places.push(field.place);
    return `(${field.digits})`;
  });
  const pattern = new RegExp(`^${source.join('')}$`);
  return (text) => {
    const match = pattern.exec(text);
    const parts = [1970, 1, 1, 0, 0, 0];
    let micros = 0n;
    for (const [index, place] of places.entries()) {
      const digits = match?.[index + 1] ?? '';
      if (place === 6) micros = BigInt(digits.padEnd(6, '0'));
      else parts[place] = Number(digits);
    }
    const [year, month, day, hour, minute, second] = parts as [number, number, number, number, number, number];
    const time = Date.UTC(year, month - 1, day, hour, minute, second);
    const date = new Date(time);
    const exists =
      date.getUTCMonth() === month - 1 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
    if (!match || !exists) throw new LakeError(`Invalid format: "${text}" does not fit "${format}"`);
    return BigInt(time) * 1000n + micros;
  };
}
