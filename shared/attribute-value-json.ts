import { isJsonObject } from './json-object.ts';
import { quote } from './json-text.ts';

/**
 * How a number (N) is written. DynamoDB's have up to 38 digits and an exponent up to 125; JSON lets them be written as they are,
 * but whoever parses JSON into doubles rounds them, and EventBridge refuses integers beyond 64 bits.
 *
 * - `text`: as a JSON string with the very characters that DynamoDB sent. For readers of whom nothing is known.
 * - `literal`: as a JSON number with those characters. For columns whose type is known, as in the rows of the lake.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export type NumberForm = 'text' | 'literal';

/**
 * Lists and maps in one another. DynamoDB stores 32 levels; twice that leaves no doubt about how it counts, and keeps a hostile
 * value from overflowing the stack.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 */
const levelsMax = 64;

/**
 * An AttributeValue as plain JSON, or undefined where it is none: not exactly one type tag, a value that is not of the tag's
 * type, a number that JSON could not write, nested too deep.
 *
 * | tag | JSON |
 * |---|---|
 * | S | the string; a lone surrogate stays one, as its escape |
 * | N | see {@link NumberForm}; `-0` and `1E+125` stay what they are |
 * | B | the base64 text that it came as |
 * | BOOL, NULL | `true`, `false`, `null` |
 * | SS, NS, BS | an array of their members, in the order they came in; `[]` where there is none |
 * | L | an array |
 * | M | an object, with any name, `__proto__` too |
 *
 * No value is lost by it, but the tag is: a set reads like a list, binary like a string.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_AttributeValue.html
 */
export function attributeValueJson(value: unknown, numbers: NumberForm, levelsLeft = levelsMax): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const tags = Object.keys(value);
  const tag = tags[0];
  if (tags.length !== 1 || tag === undefined || !Object.hasOwn(writers, tag)) return undefined;
  return writers[tag as Tag](value[tag], numbers, levelsLeft);
}

type Tag = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';
type Write = (value: unknown, numbers: NumberForm, levelsLeft: number) => string | undefined;

const writers: Record<Tag, Write> = {
  S: writeString,
  N: writeNumber,
  B: writeString,
  BOOL: (value) => (typeof value === 'boolean' ? String(value) : undefined),
  NULL: (value) => (value === true ? 'null' : undefined),
  SS: (value) => writeArray(value, writeString),
  NS: (value, numbers) => writeArray(value, (member) => writeNumber(member, numbers)),
  BS: (value) => writeArray(value, writeString),
  L: (value, numbers, levelsLeft) =>
    levelsLeft === 0 ? undefined : writeArray(value, (item) => attributeValueJson(item, numbers, levelsLeft - 1)),
  M: writeMap,
};

/** JSON's own grammar. DynamoDB's normal form is within it: no plus sign, no leading zero, a digit before the point. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function writeString(value: unknown): string | undefined {
  return typeof value === 'string' ? quote(value) : undefined;
}

function writeNumber(value: unknown, numbers: NumberForm): string | undefined {
  if (typeof value !== 'string' || !jsonNumber.test(value)) return undefined;
  return numbers === 'literal' ? value : `"${value}"`;
}

function writeArray(value: unknown, write: (item: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(value)) return undefined;
  const items: string[] = [];
  for (const item of value) {
    const text = write(item);
    if (text === undefined) return undefined;
    items.push(text);
  }
  return `[${items.join(',')}]`;
}

function writeMap(value: unknown, numbers: NumberForm, levelsLeft: number): string | undefined {
  if (!isJsonObject(value) || levelsLeft === 0) return undefined;
  const members: string[] = [];
  for (const name of Object.keys(value)) {
    const text = attributeValueJson(value[name], numbers, levelsLeft - 1);
    if (text === undefined) return undefined;
    members.push(`${quote(name)}:${text}`);
  }
  return `{${members.join(',')}}`;
}
