import type { QueryResult } from './database.ts';

/** A result as aligned columns for a terminal: numbers to the right, `NULL` for null, control characters made visible. */
export function formatTable({ columns, rows }: QueryResult): string {
  if (columns.length === 0) return '(no result)\n';
  const cells = rows.map((row) => row.map((value) => (value === null ? 'NULL' : visible(textOf(value)))));
  const headings = columns.map(({ name }) => visible(name));
  const widths = headings.map((heading, index) =>
    Math.max(widthOf(heading), ...cells.map((row) => widthOf(row[index]!))),
  );
  const right = columns.map(
    (_, index) =>
      rows.some((row) => isNumber(row[index])) && rows.every((row) => row[index] === null || isNumber(row[index])),
  );
  const line = (row: string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index]!, right[index]!))
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const count = `(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})`;
  return `${[line(headings), rule, ...cells.map(line), count].join('\n')}\n`;
}

/**
 * A result as RFC 4180 has it: CRLF after every line, a heading line, quotes where needed. Null is an empty field and the
 * empty string is `""`, so that the two can be told apart. Integers are exact. https://www.rfc-editor.org/rfc/rfc4180
 */
export function formatCsv({ columns, rows }: QueryResult): string {
  const field = (value: unknown) => (value === null ? '' : quoteCsv(textOf(value)));
  const lines = [columns.map(({ name }) => quoteCsv(name)), ...rows.map((row) => row.map(field))];
  return lines.map((line) => `${line.join(',')}\r\n`).join('');
}

/** A result as one JSON array of objects, a row a line. 64-bit integers are written exactly, as numbers; a column's name that repeats gets `_2`, `_3` … */
export function formatJson({ columns, rows }: QueryResult): string {
  const names = distinctNames(columns.map(({ name }) => name));
  const lines = rows.map(
    (row) => `{${row.map((value, index) => `${JSON.stringify(names[index])}:${exactJson(value)}`).join(',')}}`,
  );
  return `[${lines.length > 0 ? `\n${lines.join(',\n')}\n` : ''}]\n`;
}

/** JSON with every digit of a `bigint`. What JSON cannot say of a float (NaN, infinities) is null. */
function exactJson(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(exactJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([name, item]) => `${JSON.stringify(name)}:${exactJson(item)}`)
      .join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'object' ? exactJson(value) : String(value);

const isNumber = (value: unknown) => typeof value === 'number' || typeof value === 'bigint';

const quoteCsv = (text: string) => (text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** Content of the lake must not move the cursor, colour the terminal or turn the direction of writing. */
const visible = (text: string) =>
  text.replace(
    /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`,
  );

const segmenter = new Intl.Segmenter();

/** Columns on a terminal: East Asian wide characters and emoji take two. */
function widthOf(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    width +=
      /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u.test(
        segment,
      )
        ? 2
        : 1;
  }
  return width;
}

function pad(text: string, width: number, right: boolean): string {
  const space = ' '.repeat(width - widthOf(text));
  return right ? space + text : text + space;
}

function distinctNames(names: string[]): string[] {
  const seen = new Map<string, number>();
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    return times === 1 ? name : `${name}_${times}`;
  });
}
