import * as z from 'zod/mini';
import type { Attribute } from './attributes.ts';
import { plainNumber, readNumber } from './number-text.ts';
import { underTag } from './type-tag.ts';

/** An attribute that is a number, always there; also what a set of numbers has in common. */
export interface NumberAttribute extends Attribute {
  tag: 'N';
  schema: z.core.$ZodType<string>;
  take?: never;
}

const isNumber = (text: string): boolean => readNumber(text) !== undefined;

/**
 * Any number that DynamoDB can hold, as text: 38 digits, `1E+125` and `-0` stay the characters that they came as. Whoever
 * calculates with it chooses what to lose: `CAST(price AS decimal(38,10))`, `CAST(price AS double)`.
 */
export function number(): NumberAttribute {
  const schema = z.string().check(z.refine(isNumber));
  return { tag: 'N', schema, glueType: 'string', write: (value) => `"${digitsOf(value)}"` };
}

/**
 * A number of up to `precision` digits, `scale` of them after the point. One that does not fit exactly is a violation: nothing
 * is rounded. It is written in plain notation and in quotes, since what is not quoted passes through a double in DuckDB;
 * Athena's readers take the text of either. https://docs.aws.amazon.com/athena/latest/ug/data-types.html
 */
export function decimal(precision: number, scale: number): NumberAttribute {
  const isType = Number.isInteger(precision) && precision >= 1 && precision <= 38 && Number.isInteger(scale);
  if (!isType || scale < 0 || scale > precision) {
    throw new RangeError(
      `There is no decimal(${precision},${scale}): up to 38 digits, of them up to all after the point.`,
    );
  }
  const fits = (text: string): boolean => {
    const read = readNumber(text);
    return read !== undefined && read.exponent >= -scale && read.digits.length + read.exponent <= precision - scale;
  };
  const schema = z.string().check(z.refine(fits));
  const write = (value: unknown) => `"${plainNumber(readNumber(digitsOf(value))!)}"`;
  return { tag: 'N', schema, glueType: `decimal(${precision},${scale})`, write };
}

/** A number as a double: readers keep 15 to 17 of its digits, and `-0` may come out as 0. None that DynamoDB can hold is too large or too small. */
export function double(): NumberAttribute {
  const schema = z.string().check(z.refine(isNumber));
  return { tag: 'N', schema, glueType: 'double' };
}

const digitsOf = (value: unknown): string => underTag(value, 'N') as string;
