import * as z from 'zod/mini';

/**
 * One attribute of a table, as a dataset declares it. `schema` judges the value under the attribute's type tag; the other
 * fields repeat nothing the schema decides, they tell what a catalog, a sample generator or a document needs to know.
 */
export interface Attribute {
  /**
   * How DynamoDB tags the value. A number (N) travels as text: it has up to 38 digits.
   * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
   */
  tag: 'S' | 'N';
  schema: z.core.$ZodType<string>;
  /** Column type in Glue. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
  glueType: 'string' | 'bigint';
  /** The only values that occur, where the schema lists them. */
  values?: readonly string[];
  /** Greatest number the schema lets through; the least is 0. */
  max?: bigint;
}

type StringCheck = z.core.$ZodCheck<string>;

const wellFormed = z.refine<string>((value) => value.isWellFormed());

/**
 * A string (`{"S": …}`) of Unicode text under Zod's checks. `z.minLength` and `z.maxLength` count Unicode code points.
 *
 * A lone surrogate fails: JSON can write one, as an escape, but it is no text, and engines that read the row abort the query
 * over the whole table. See `docs/adr/0011-text-that-is-not-unicode-fails.md`. https://www.rfc-editor.org/rfc/rfc8259#section-8.2
 */
export function text(...checks: StringCheck[]): Attribute {
  return { tag: 'S', schema: z.string().check(wellFormed, ...checks), glueType: 'string' };
}

/** A string that is one of `values`. */
export function oneOf(...values: [string, ...string[]]): Attribute {
  return { ...text(z.refine((value) => values.includes(value))), values };
}

const commonDate = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])';
const lateDate = '\\d{4}-(?:(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)';
const leapDay = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const timeOfDay = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}';
/** What `z.iso.datetime({ precision: 3 })` lets through, at 2 KB less in the bundle. */
const instantPattern = new RegExp(`^(?:${commonDate}|${lateDate}|${leapDay})T${timeOfDay}Z$`);

/** An instant as ISO 8601 UTC text, `2021-12-23T16:15:15.098Z`: exactly three fraction digits, a date that exists. */
export function instant(): Attribute {
  return text(z.regex(instantPattern));
}

/**
 * A whole number (`{"N": "…"}`) from 0 to `max`, without leading zero. It is checked as text, since a JavaScript
 * number rounds above 2^53; `max` is at most 2^63 - 1, Athena's BIGINT.
 */
export function wholeNumber(max: bigint): Attribute {
  const greatest = String(max);
  // Digit strings of one length compare like the numbers they write.
  const fits = (digits: string) =>
    digits.length < greatest.length || (digits.length === greatest.length && digits <= greatest);
  const schema = z.string().check(z.regex(/^(?:0|[1-9][0-9]*)$/), z.refine(fits));
  return { tag: 'N', schema, glueType: 'bigint', max };
}
