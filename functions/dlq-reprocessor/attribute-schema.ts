import * as z from 'zod/mini';
import type { Attribute } from '../../shared/attributes.ts';

/**
 * What an attribute's value must be, as JSON Schema of the text under its type tag. A refinement is beyond JSON Schema: what
 * the attribute tells of it stands as `enum` and `maximum`.
 */
export function attributeSchema({ schema, values, max }: Attribute): Record<string, unknown> {
  const { $schema: _which, ...described } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return { ...described, ...(values && { enum: values }), ...(max !== undefined && { maximum: String(max) }) };
}

/** The source text of a schema's refinements, in order. */
export function refinementsOf(schema: z.core.$ZodType): string[] {
  const checks = (schema._zod.def.checks ?? []).map(({ _zod }) => _zod.def);
  return checks.flatMap((check) => ('fn' in check ? [String(check.fn)] : []));
}
