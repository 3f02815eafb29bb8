import * as z from 'zod/mini';

/** What is used of an attribute, of a table or of a log. */
export interface JudgedAttribute {
  tag: string;
  schema: z.core.$ZodType;
  values?: readonly string[];
  max?: bigint;
  /** Column type in Glue, and whether the attribute has a way of its own to write for it. */
  glueType: string;
  write?: unknown;
}

/**
 * What an attribute's value must be, as JSON Schema of the text under its type tag. A refinement is beyond JSON Schema: what
 * the attribute tells of it stands as `enum` and `maximum`, and as `column` where the column's type decides what fits.
 */
export function attributeSchema({ schema, values, max, glueType, write }: JudgedAttribute): Record<string, unknown> {
  const { $schema: _which, ...described } = z.toJSONSchema(schema, { unrepresentable: 'any' });
  return {
    ...described,
    ...(values && { enum: values }),
    ...(max !== undefined && { maximum: String(max) }),
    ...(write !== undefined && { column: glueType }),
    ...(schema._zod.optin === 'optional' && { optional: true }),
  };
}

/** The source text of a schema's refinements, in order; of one that may be null or absent, or of a set, those of what is in it. */
export function refinementsOf({ _zod: { def } }: z.core.$ZodType): string[] {
  if ('innerType' in def) return refinementsOf(def.innerType as z.core.$ZodType);
  if ('element' in def) return refinementsOf(def.element as z.core.$ZodType);
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def);
  return checks.flatMap((check) => ('fn' in check ? [String(check.fn)] : []));
}
