import * as z from 'zod/mini';
import { takeValue, writeValue } from './attribute-value.ts';
import type { Attribute } from './attributes.ts';
import { misfit, underTag } from './type-tag.ts';

/** An attribute that items need not have: null in the row of one that has not. */
export function optional(attribute: Attribute): Attribute {
  return {
    ...attribute,
    schema: z.optional(attribute.schema),
    take: (value, decode) => (value === undefined ? undefined : takeValue(attribute, value, decode)),
    write: (value) => (value === undefined ? 'null' : writeValue(attribute, value)),
  };
}

/** An attribute that may be of type NULL instead: null in the row. An item must have it nonetheless, unless it is `optional` too. */
export function nullable(attribute: Attribute): Attribute {
  const isNull = (value: unknown) => underTag(value, 'NULL') === true;
  return {
    ...attribute,
    schema: z.nullable(attribute.schema),
    // `{"S": null}` is not null but wrong.
    take: (value, decode) => (isNull(value) ? null : (takeValue(attribute, value, decode) ?? absent(value))),
    write: (value) => (isNull(value) ? 'null' : writeValue(attribute, value)),
  };
}

const absent = (value: unknown) => (value === undefined ? undefined : misfit);
