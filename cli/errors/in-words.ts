import type { Explanation } from '../../shared/error-object-replay.ts';

/** Characters of a pattern that are shown: some describe every calendar date. */
const PATTERN_CHARACTERS_MAX = 48;

/** A judgement, as the reprocessor would carry it out. */
export function verdictInWords({ result, reason }: Pick<Explanation, 'result' | 'reason'>): string {
  if (result === 'Ok') return 'passes now';
  return result === 'Dropped' ? 'left out by rule' : (reason ?? 'would fail again');
}

/** What an attribute must be: its type tag and the JSON Schema of the value, `S, one of CHAT, SYSTEM`. */
export function expectationInWords(expected: Record<string, object>): string {
  return Object.entries(expected)
    .map(([tag, schema]) => [tag, ...partsOf(schema as Schema)].join(', '))
    .join(' or ');
}

interface Schema {
  enum?: unknown[];
  minLength?: number;
  maxLength?: number;
  maximum?: unknown;
  pattern?: string;
  column?: string;
  optional?: boolean;
  examples?: unknown[];
  type?: string | string[];
  /** It is one of these. */
  anyOf?: Schema[];
}

function partsOf(schema: Schema): string[] {
  const { enum: values, minLength, maxLength, maximum, pattern, column, optional, examples, type, anyOf = [] } = schema;
  const parts = anyOf.filter((each) => each.type !== 'null').flatMap(partsOf);
  if (values) parts.push(`one of ${values.join(', ')}`);
  if (maxLength !== undefined) parts.push(`${minLength ?? 0} to ${maxLength} characters`);
  else if (minLength !== undefined) parts.push(`at least ${minLength} characters`);
  if (maximum !== undefined) parts.push(`at most ${maximum}`);
  if (pattern !== undefined) parts.push(`matching ${shortened(pattern)}`);
  if (column !== undefined) parts.push(`fit for a column of type ${column}`);
  if (examples !== undefined) parts.push(`such as ${examples.join(', ')}`);
  if (optional) parts.push('or absent');
  if (type?.includes('null') || anyOf.some((each) => each.type === 'null')) parts.push('or nothing');
  return parts;
}

function shortened(pattern: string): string {
  return pattern.length <= PATTERN_CHARACTERS_MAX ? pattern : `${pattern.slice(0, PATTERN_CHARACTERS_MAX - 1)}…`;
}

/** Text from a record, safe to print: no control character can reach the terminal. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) =>
    [...character].map((each) => `\\u${each.codePointAt(0)!.toString(16).padStart(4, '0')}`).join(''),
  );
}
