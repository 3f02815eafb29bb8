import { compileDateFormat, type DateFormat } from './date-format.ts';
import { EVALUATED_PREFIX_LENGTH_MAX, PREFIX_LENGTH_MAX, RANDOM_STRING_LENGTH } from './limits.ts';
import type { ZonedTime } from './zoned-time.ts';

type Part =
  | { kind: 'literal'; text: string }
  | { kind: 'timestamp'; format: DateFormat }
  | { kind: 'random-string' }
  | { kind: 'error-output-type' }
  | { kind: 'partition-key'; from: KeySource; name: string };

/** Where a partition key comes from: the transform's answer, or the inline query. */
export type KeySource = 'lambda' | 'query';

/** `Prefix` or `ErrorOutputPrefix`, understood. */
export interface PrefixTemplate {
  parts: Part[];
  /** True when it holds at least one `!{namespace:value}`. */
  hasExpressions: boolean;
}

/** The errors' words name the property. */
export type PrefixProperty = 'Prefix' | 'ErrorOutputPrefix';

export type PrefixResult = { ok: true; template: PrefixTemplate } | { ok: false; message: string };

const TIME_PATH = compileDateFormat('yyyy/MM/dd/HH/')!;
const EXPRESSION = /!\{([a-zA-Z]+):([^{}]+)\}/g;
const ALPHANUMERIC = 'abcdefghijklmnopqrstuvwxyz0123456789';

/**
 * Parses a prefix. What AWS refuses when a delivery stream is created is refused here with its words (captured).
 * https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
 */
export function parsePrefix(source: string, property: PrefixProperty): PrefixResult {
  if (source.length > PREFIX_LENGTH_MAX) {
    return refuse(`Length of ${property} cannot be greater than ${PREFIX_LENGTH_MAX}`);
  }
  const parts: Part[] = [];
  let literalFrom = 0;
  for (const match of source.matchAll(EXPRESSION)) {
    if (match.index > literalFrom) parts.push({ kind: 'literal', text: source.slice(literalFrom, match.index) });
    const part = parseExpression(match[1]!, match[2]!, property);
    if (typeof part === 'string') return refuse(part);
    parts.push(part);
    literalFrom = match.index + match[0].length;
  }
  if (literalFrom < source.length) parts.push({ kind: 'literal', text: source.slice(literalFrom) });
  if (parts.some((part) => part.kind === 'literal' && part.text.includes('!{')))
    return refuse('Invalid expression usage');
  const template = { parts, hasExpressions: parts.some((part) => part.kind !== 'literal') };
  return checkLength(template, property) ?? { ok: true, template };
}

const refuse = (message: string): PrefixResult => ({ ok: false, message });

function parseExpression(namespace: string, value: string, property: PrefixProperty): Part | string {
  switch (namespace) {
    case 'timestamp': {
      const format = compileDateFormat(value);
      return format ? { kind: 'timestamp', format } : invalidConversion(property);
    }
    case 'firehose':
      if (value === 'random-string') return { kind: 'random-string' };
      if (value !== 'error-output-type') return invalidConversion(property);
      return property === 'Prefix'
        ? 'Prefix must not contain any occurrence of !{firehose:error-output-type}'
        : { kind: 'error-output-type' };
    case 'partitionKeyFromLambda':
    case 'partitionKeyFromQuery':
      return property === 'ErrorOutputPrefix'
        ? "Dynamic Partitioning Namespaces can't be part of an error prefix expression"
        : { kind: 'partition-key', from: namespace === 'partitionKeyFromLambda' ? 'lambda' : 'query', name: value };
    default:
      return `Namespace to the left of colon (${namespace}) is an invalid keyword!`;
  }
}

const invalidConversion = (property: PrefixProperty): string =>
  `Invalid conversion character used in the value of the expression in ${property}`;

/**
 * A literal is measured as written (captured: 512 characters pass, though the hour is still appended); an expression
 * counts what it will at least print.
 */
function checkLength(template: PrefixTemplate, property: PrefixProperty): PrefixResult | undefined {
  let length = 0;
  for (const part of template.parts) {
    if (part.kind === 'literal') length += part.text.length;
    else length += part.kind === 'random-string' ? RANDOM_STRING_LENGTH : 1;
  }
  if (length <= EVALUATED_PREFIX_LENGTH_MAX) return undefined;
  return refuse(
    `Length of evaluated ${property === 'Prefix' ? 'prefix' : property} cannot be greater than ${EVALUATED_PREFIX_LENGTH_MAX}`,
  );
}

/** The partition keys that a prefix names, each once, in order of appearance. */
export function partitionKeysOf(template: PrefixTemplate, from: KeySource): string[] {
  const names = template.parts.flatMap((part) =>
    part.kind === 'partition-key' && part.from === from ? [part.name] : [],
  );
  return [...new Set(names)];
}

/** What a prefix is evaluated with. */
export interface PrefixValues {
  /** The oldest record of the object. */
  time: ZonedTime;
  random: () => number;
  keysFromLambda?: Record<string, string> | undefined;
  keysFromQuery?: Record<string, string> | undefined;
  errorOutputType?: string;
}

/**
 * The folder of an object. A literal `Prefix` gets `yyyy/MM/dd/HH/` appended, with no slash put between; a prefix with
 * any expression gets nothing
 * (captured, where the documentation speaks of timestamp expressions only). A literal error prefix gets the error type
 * in between.
 */
export function evaluatePrefix(template: PrefixTemplate, values: PrefixValues): string {
  const text = template.parts.map((part) => evaluatePart(part, values)).join('');
  if (template.hasExpressions) return text;
  return text + (values.errorOutputType ? `${values.errorOutputType}/` : '') + TIME_PATH(values.time);
}

function evaluatePart(part: Part, values: PrefixValues): string {
  switch (part.kind) {
    case 'literal':
      return part.text;
    case 'timestamp':
      return part.format(values.time);
    case 'random-string':
      return randomString(values.random);
    case 'error-output-type':
      return values.errorOutputType ?? '';
    case 'partition-key':
      return (part.from === 'lambda' ? values.keysFromLambda : values.keysFromQuery)?.[part.name] ?? '';
  }
}

function randomString(random: () => number): string {
  let text = '';
  for (let at = 0; at < RANDOM_STRING_LENGTH; at += 1) text += ALPHANUMERIC[Math.floor(random() * ALPHANUMERIC.length)];
  return text;
}
