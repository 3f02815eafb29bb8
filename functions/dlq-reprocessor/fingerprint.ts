import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import type { Dataset } from '../../shared/dataset.ts';

/**
 * Says which schema judged: 16 hex digits that change with anything in a dataset that can change a verdict or a row. Made from
 * the JSON Schema of every attribute; of a refinement, which JSON Schema cannot say, from its source text. So another build may
 * have another fingerprint for the same schema, but not another schema the same one.
 */
export function fingerprintOf({ name, attributes, keys, partitionKeys }: Dataset): string {
  const described = Object.entries(attributes).map(([attribute, { tag, max, schema }]) => [
    attribute,
    tag,
    String(max),
    describe(schema),
  ]);
  const text = JSON.stringify([name, described, keys, partitionKeys]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function describe(schema: z.core.$ZodType): object {
  return z.toJSONSchema(schema, {
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const checks = zodSchema._zod.def.checks ?? [];
      const refinements = checks
        .filter(({ _zod }) => _zod.def.check === 'custom')
        .map(({ _zod }) => sourceOf(_zod.def));
      if (refinements.length > 0) Object.assign(jsonSchema, { refinements });
    },
  });
}

function sourceOf(definition: object): string {
  return 'fn' in definition ? String(definition.fn) : '';
}
