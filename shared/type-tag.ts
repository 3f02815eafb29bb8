import { isJsonObject } from './json-object.ts';
import type { TextForm } from './text-form.ts';

/**
 * How DynamoDB tags a value. A number (N) travels as text: it has up to 38 digits.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeValue.html
 */
export type TypeTag = 'S' | 'N' | 'B' | 'BOOL' | 'NULL' | 'SS' | 'NS' | 'BS' | 'L' | 'M';

/** In place of a value; no schema lets this through. */
export const misfit = Symbol('misfit');

/** What a schema judges of an AttributeValue unless the attribute has a way of its own: what it holds, a string as the text it stands for. */
export function valueUnder(attribute: unknown, tag: string, decode: TextForm['decode']): unknown {
  const value = underTag(attribute, tag);
  return typeof value === 'string' ? decode(value) : value;
}

/** What an AttributeValue holds: undefined where there is none, {@link misfit} where `tag` is not its one and only key. */
export function underTag(attribute: unknown, tag: string): unknown {
  if (attribute === undefined) return undefined;
  if (!isJsonObject(attribute) || !Object.hasOwn(attribute, tag)) return misfit;
  for (const key in attribute) if (key !== tag) return misfit;
  return attribute[tag];
}
