import * as z from 'zod/mini';
import type { TextForm } from './text-form.ts';
import type { TypeTag } from './type-tag.ts';

/**
 * One attribute of a table, as a dataset declares it. `schema` judges the value under the attribute's type tag; the other
 * fields repeat nothing the schema decides, they tell what a catalog, a sample generator or a document needs to know.
 *
 * Those of this file are text or digits, and what most tables need. `number-attributes.ts`, `other-attributes.ts` and
 * `absent-attributes.ts` have the rest; `docs/datasets.md` has a table of them all.
 */
export interface Attribute {
  /** `any` where the value may be of each type. */
  tag: TypeTag | 'any';
  schema: z.core.$ZodType;
  /** Column type in Glue. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
  glueType: string;
  /** The only values that occur, where the schema lists them. */
  values?: readonly string[];
  /** Greatest number the schema lets through; the least is 0. */
  max?: bigint;
  /**
   * What the schema is to judge of an AttributeValue, or of undefined where the item has none. Left out, it is what stands under
   * the tag, a string decoded.
   */
  take?(attribute: unknown, decode: TextForm['decode']): unknown;
  /** JSON of an attribute that the schema has let through. Left out, it is the string, or the digits of a number. */
  write?(attribute: unknown): string;
}

/** An attribute that is text or digits, always there, and written as it came. */
export interface PlainAttribute extends Attribute {
  tag: 'S' | 'N';
  schema: z.core.$ZodType<string>;
  glueType: 'string' | 'bigint';
  take?: never;
  write?: never;
}

export type StringCheck = z.core.$ZodCheck<string>;

const wellFormed = z.refine<string>((value) => value.isWellFormed());

/**
 * A string (`{"S": …}`) of Unicode text under Zod's checks. `z.minLength` and `z.maxLength` count Unicode code points.
 *
 * A lone surrogate fails: JSON can write one, as an escape, but it is no text, and engines that read the row abort the query
 * over the whole table. See `docs/adr/0011-text-that-is-not-unicode-fails.md`. https://www.rfc-editor.org/rfc/rfc8259#section-8.2
 */
export function text(...checks: StringCheck[]): PlainAttribute {
  return { tag: 'S', schema: z.string().check(wellFormed, ...checks), glueType: 'string' };
}

/** A string that is one of `values`. */
export function oneOf(...values: [string, ...string[]]): PlainAttribute {
  return { ...text(z.refine((value) => values.includes(value))), values };
}

const commonDate = '\\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\\d|2[0-8])';
const lateDate = '\\d{4}-(?:(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)';
const leapDay = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29';
const timeOfDay = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d\\.\\d{3}';
/** What `z.iso.datetime({ precision: 3 })` lets through, at 2 KB less in the bundle. */
const instantPattern = new RegExp(`^(?:${commonDate}|${lateDate}|${leapDay})T${timeOfDay}Z$`);

/** An instant as ISO 8601 UTC text, `2021-12-23T16:15:15.098Z`: exactly three fraction digits, a date that exists. */
export function instant(): PlainAttribute {
  return text(z.regex(instantPattern));
}

/**
 * A whole number (`{"N": "…"}`) from 0 to `max`, without leading zero. It is checked as text, since a JavaScript
 * number rounds above 2^53; `max` is at most 2^63 - 1, Athena's BIGINT.
 */
export function wholeNumber(max: bigint): PlainAttribute {
  const greatest = String(max);
  // Digit strings of one length compare like the numbers they write.
  const fits = (digits: string) =>
    digits.length < greatest.length || (digits.length === greatest.length && digits <= greatest);
  const schema = z.string().check(z.regex(/^(?:0|[1-9][0-9]*)$/), z.refine(fits));
  return { tag: 'N', schema, glueType: 'bigint', max };
}
