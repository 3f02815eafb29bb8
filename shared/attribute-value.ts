import type { Attribute } from './attributes.ts';
import { quote } from './json-text.ts';
import type { TextForm } from './text-form.ts';
import { underTag, valueUnder } from './type-tag.ts';

/** What the attribute's schema is to judge of an AttributeValue, or of undefined. */
export function takeValue({ tag, take }: Attribute, value: unknown, decode: TextForm['decode']): unknown {
  return take ? take(value, decode) : valueUnder(value, tag, decode);
}

/** JSON of an AttributeValue that the attribute's schema has let through. */
export function writeValue({ tag, write }: Attribute, value: unknown): string {
  if (write) return write(value);
  const held = underTag(value, tag) as string;
  return tag === 'N' ? held : quote(held);
}
