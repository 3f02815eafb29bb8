import * as z from 'zod/mini';
import { writeValue } from './attribute-value.ts';
import { attributeValueJson } from './attribute-value-json.ts';
import type { Attribute } from './attributes.ts';
import { quote } from './json-text.ts';
import { misfit, underTag } from './type-tag.ts';

/** Canonical, as DynamoDB writes it. https://www.rfc-editor.org/rfc/rfc4648#section-4 */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/;

/** An attribute that a set can have as members. */
export interface MemberAttribute extends Attribute {
  tag: 'S' | 'N' | 'B';
  schema: z.core.$ZodType<string>;
  take?: never;
}

/**
 * Binary (`{"B": …}`) as the base64 text that it came as: `from_base64` gives the bytes. The Kinesis path has been seen to encode
 * binary twice, which cannot be told from bytes that are base64 themselves; it stays as it came.
 */
export function binary(): MemberAttribute {
  return { tag: 'B', schema: z.string().check(z.regex(base64)), glueType: 'string' };
}

/** `{"BOOL": …}` */
export function boolean(): Attribute {
  return { tag: 'BOOL', schema: z.boolean(), glueType: 'boolean', write: (value) => String(underTag(value, 'BOOL')) };
}

/** A set (SS, NS, BS) of what `member` is, in the order in which it came; an empty one is `[]`. */
export function setOf(member: MemberAttribute): Attribute {
  const tag = `${member.tag}S` as const;
  const membersOf = (value: unknown) => underTag(value, tag) as string[];
  return {
    tag,
    schema: z.array(member.schema),
    glueType: `array<${member.glueType}>`,
    take(value, decode) {
      const members = underTag(value, tag);
      return Array.isArray(members) ? members.map((each) => (typeof each === 'string' ? decode(each) : each)) : members;
    },
    write: (value) =>
      `[${membersOf(value)
        .map((each) => writeValue(member, { [member.tag]: each }))
        .join()}]`,
  };
}

/** Of the characters that JSON.stringify escapes, a surrogate without its other half. */
const loneSurrogate = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/**
 * A value of any type, lists and maps above all, as JSON text in a string column, see {@link attributeValueJson}: nothing of it
 * is lost but the tags. Numbers have their digits, which `json_extract_scalar` keeps and a cast may round.
 *
 * It may not nest deeper than twice what DynamoDB allows, and its text must be Unicode, names and all: see
 * `docs/adr/0011-text-that-is-not-unicode-fails.md`.
 */
export function json(): Attribute {
  const schema = z.string().check(z.refine((text) => !loneSurrogate.test(text)));
  return {
    tag: 'any',
    schema,
    glueType: 'string',
    take: (value) => (value === undefined ? undefined : (attributeValueJson(value, 'literal') ?? misfit)),
    write: (value) => quote(attributeValueJson(value, 'literal')!),
  };
}
