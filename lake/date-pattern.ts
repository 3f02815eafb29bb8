import { LakeError } from './lake-error.ts';
import { escapeRegExp } from './sql-text.ts';

/** The letters of Java's DateTimeFormatter that a partition's date may be written in, with their width. */
const FIELDS: Record<string, { digits: number; part: number }> = {
  yyyy: { digits: 4, part: 0 },
  MM: { digits: 2, part: 1 },
  dd: { digits: 2, part: 2 },
  HH: { digits: 2, part: 3 },
  mm: { digits: 2, part: 4 },
  ss: { digits: 2, part: 5 },
};

/** What a date is when the pattern does not say: the first of January, midnight. */
const UNSAID = [1970, 1, 1, 0, 0, 0];

export interface DatePattern {
  /** Regular expression without groups, for JavaScript and RE2. */
  source: string;
  /** Milliseconds since the epoch, UTC; `undefined` when `text` is no date in this pattern. */
  parse(text: string): number | undefined;
  format(timeMs: number): string;
  /** The smallest field: 0 year, 1 month, 2 day, 3 hour, 4 minute, 5 second. */
  precision: number;
}

type Piece = { literal: string } | { digits: number; part: number };

/**
 * `yyyy/MM/dd/HH` and the like, in UTC. Throws {@link LakeError} for a letter that is not among {@link FIELDS}.
 * https://docs.oracle.com/javase/8/docs/api/java/time/format/DateTimeFormatter.html
 */
export function parseDatePattern(pattern: string): DatePattern {
  const pieces = splitPattern(pattern);
  const fields = pieces.filter((piece) => 'part' in piece);
  if (fields.length === 0) throw new LakeError(`The date format ${pattern} has no date in it.`);
  const group = (wrap: (digits: string) => string) =>
    pieces.map((piece) => ('part' in piece ? wrap(`[0-9]{${piece.digits}}`) : escapeRegExp(piece.literal))).join('');
  const matcher = new RegExp(`^${group((digits) => `(${digits})`)}$`);
  const format = (timeMs: number) => {
    const date = new Date(timeMs);
    const parts = [
      date.getUTCFullYear(),
      date.getUTCMonth() + 1,
      date.getUTCDate(),
      date.getUTCHours(),
      date.getUTCMinutes(),
      date.getUTCSeconds(),
    ];
    return pieces
      .map((piece) => ('part' in piece ? String(parts[piece.part]!).padStart(piece.digits, '0') : piece.literal))
      .join('');
  };
  return {
    source: group((digits) => digits),
    format,
    precision: Math.max(...fields.map(({ part }) => part)),
    parse(text) {
      const match = matcher.exec(text);
      if (!match) return undefined;
      const parts = [...UNSAID];
      for (const [index, { part }] of fields.entries()) parts[part] = Number(match[index + 1]);
      const time = Date.UTC(parts[0]!, parts[1]! - 1, parts[2]!, parts[3]!, parts[4]!, parts[5]!);
      // February 30 comes back as March 2: no such date.
      return format(time) === text ? time : undefined;
    },
  };
}

function splitPattern(pattern: string): Piece[] {
  return [...pattern.matchAll(/'((?:[^']|'')*)'|([A-Za-z])\2*|[^A-Za-z']+|'/g)].map(([text, quoted]) => {
    if (quoted !== undefined) return { literal: quoted === '' ? "'" : quoted.replaceAll("''", "'") };
    const field = FIELDS[text];
    if (field) return field;
    if (/^[A-Za-z']/.test(text)) {
      throw new LakeError(
        `The date format ${pattern} holds ${text}, which is not honoured here. Known: ${Object.keys(FIELDS).join(', ')}.`,
      );
    }
    return { literal: text };
  });
}
