import type { Explanation } from '../../shared/error-object-replay.ts';
import { contentOf, type ReadLine } from './contents.ts';
import { expectationInWords, printable, verdictInWords } from './in-words.ts';

/** A failed record for people: where it is, what the deployed schema says of it and, if asked for, what is in it. */
export interface ShownRecord extends Explanation {
  content?: string;
}

/** Adds the contents to explanations. One explanation stands for one record, also where several share a line. */
export async function withContents(explanations: Explanation[], readLine: ReadLine): Promise<ShownRecord[]> {
  const shown: ShownRecord[] = [];
  const seen = new Map<string, number>();
  for (const explanation of explanations) {
    const { object, line } = explanation;
    const place = `${object}:${line}`;
    const nth = seen.get(place) ?? 0;
    seen.set(place, nth + 1);
    const outcome = (await readLine(object, line))[nth];
    shown.push(outcome ? { ...explanation, content: contentOf(outcome) } : explanation);
  }
  return shown;
}

export function recordText(record: ShownRecord): string {
  const { object, line, arrivalTimestamp, errorCode, result, path, position, found, expected, content } = record;
  const facts: [string, string | undefined][] = [
    ['arrived', arrivalTimestamp === undefined ? undefined : new Date(arrivalTimestamp).toISOString()],
    ['failed by', errorCode],
    ['verdict', result === 'Parked' ? `would fail again: ${verdictInWords(record)}` : verdictInWords(record)],
    ['field', path],
    ['at byte', position === undefined ? undefined : String(position)],
    ['found', found],
    ['expected', expected && expectationInWords(expected)],
    ['content', content === undefined ? undefined : printable(content)],
  ];
  const lines = facts.flatMap(([label, text]) => (text === undefined ? [] : [`  ${label.padEnd(10)}${text}`]));
  return [`${object}:${line}`, ...lines].join('\n');
}

/** All that was asked for, and what was not shown. */
export function showText(
  records: ShownRecord[],
  { parked, limit, content }: { parked: boolean; limit: number; content: boolean },
): string {
  if (records.length === 0) return parked ? 'No parked records.' : 'No failed records.';
  const more = records.length === limit ? [`There may be more: --limit shows more than ${limit}.`] : [];
  const hidden = content ? [] : ['Their contents are shown with --content.'];
  return [...records.map(recordText), [...more, ...hidden].join(' ')].join('\n\n').trimEnd();
}
