import { errorPrefix, hourOfKey } from '../../shared/error-object-keys.ts';
import type { Explanation } from '../../shared/error-object-replay.ts';
import { table } from '../output.ts';
import { expectationInWords, verdictInWords } from './in-words.ts';

/** Failed records that have all of this in common. */
export interface ErrorGroup {
  stream: string;
  /** `processing-failed` …: the folder that Firehose chose. */
  type: string;
  code: string;
  /** What the deployed schema says of them now; `not judged` where there are too many in one object. */
  reason: string;
  field?: string;
  /** What the field must be, in words. */
  expected?: string;
  /** `yyyy/MM/dd/HH` of the object, in the delivery stream's time zone. */
  hour: string;
  records: number;
}

export const NOT_JUDGED = 'not judged';

/** Counts failed records by everything but their content. */
export function createSummary() {
  const groups = new Map<string, ErrorGroup>();

  function count(group: Omit<ErrorGroup, 'records'>, records: number): void {
    const { stream, type, code, reason, field, hour } = group;
    const key = JSON.stringify([stream, hour, type, code, reason, field]);
    const known = groups.get(key) ?? { ...group, records: 0 };
    known.records += records;
    groups.set(key, known);
  }

  return {
    add(stream: string, explanation: Explanation): void {
      const { object, errorCode = 'Unknown', path, expected } = explanation;
      const place = placeOf(stream, object);
      const reason = verdictInWords(explanation);
      const field = { ...(path && { field: path }), ...(expected && { expected: expectationInWords(expected) }) };
      count({ stream, ...place, code: errorCode, reason, ...field }, 1);
    },
    addUnjudged(stream: string, object: string, code: string, records: number): void {
      count({ stream, ...placeOf(stream, object), code, reason: NOT_JUDGED }, records);
    },
    /** By delivery stream and hour, the most frequent first. */
    groups: (): ErrorGroup[] =>
      [...groups.values()].sort(
        (a, b) =>
          compare(a.stream, b.stream) ||
          compare(a.hour, b.hour) ||
          b.records - a.records ||
          compare(`${a.reason} ${a.field}`, `${b.reason} ${b.field}`),
      ),
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** `errors/<stream>/<type>/yyyy/MM/dd/HH/…` */
function placeOf(stream: string, key: string): { type: string; hour: string } {
  const [type = ''] = key.slice(errorPrefix(stream).length).split('/');
  return { type, hour: hourOfKey(key) ?? '?' };
}

export function summaryTable(groups: ErrorGroup[]): string {
  const rows = groups.map(({ stream, type, code, reason, field = '', hour, records }) => [
    stream,
    hour,
    type,
    code,
    reason,
    field,
    records,
  ]);
  const listed = table(['delivery stream', 'hour', 'type', 'code', 'reason', 'field', 'records'], rows);
  const expectations = new Set(groups.flatMap(({ field, expected }) => (expected ? [`${field}: ${expected}`] : [])));
  if (expectations.size === 0) return listed;
  return [listed, '', 'The deployed schema expects', ...[...expectations].map((line) => `  ${line}`)].join('\n');
}
