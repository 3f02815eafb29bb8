import { isJsonObject, type JsonObject } from './json-object.ts';
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
  const tag = onlyName(value);
  if (tag === undefined) return undefined;
  const content = value[tag];
  switch (tag) {
    case 'S':
    case 'B':
      return writeString(content);
    case 'N':
      return writeNumber(content, numbers);
    case 'BOOL':
      return typeof content === 'boolean' ? String(content) : undefined;
    case 'NULL':
      return content === true ? 'null' : undefined;
    case 'SS':
    case 'BS':
      return writeArray(content, writeString);
    case 'NS':
      return writeArray(content, (member) => writeNumber(member, numbers));
    case 'L':
      if (levelsLeft === 0) return undefined;
      return writeArray(content, (item) => attributeValueJson(item, numbers, levelsLeft - 1));
    case 'M':
      return writeMap(content, numbers, levelsLeft);
    default:
      return undefined;
  }
}

/** The type tag of an AttributeValue: its only name. Undefined where it has none, or more. */
export function onlyName(object: JsonObject): string | undefined {
  let only: string | undefined;
  for (const name in object) {
    if (only !== undefined) return undefined;
    only = name;
  }
  return only;
}

/** JSON's own grammar. DynamoDB's normal form is within it: no plus sign, no leading zero, a digit before the point. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

function writeString(value: unknown): string | undefined {
  return typeof value === 'string' ? quote(value) : undefined;
}

/** Whether a number (N) can be written as JSON. */
export function isJsonNumber(value: unknown): value is string {
  return typeof value === 'string' && jsonNumber.test(value);
}

function writeNumber(value: unknown, numbers: NumberForm): string | undefined {
  if (!isJsonNumber(value)) return undefined;
  return numbers === 'literal' ? value : `"${value}"`;
}

function writeArray(value: unknown, write: (item: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(value)) return undefined;
  let members = '';
  for (const item of value) {
    const text = write(item);
    if (text === undefined) return undefined;
    members += members === '' ? text : `,${text}`;
  }
  return `[${members}]`;
}

function writeMap(value: unknown, numbers: NumberForm, levelsLeft: number): string | undefined {
  if (!isJsonObject(value) || levelsLeft === 0) return undefined;
  let members = '';
  for (const name in value) {
    const text = attributeValueJson(value[name], numbers, levelsLeft - 1);
    if (text === undefined) return undefined;
    members += members === '' ? `${quote(name)}:${text}` : `,${quote(name)}:${text}`;
  }
  return `{${members}}`;
}
