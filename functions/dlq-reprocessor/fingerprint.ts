import { createHash } from 'node:crypto';
import type { Dataset } from '../../shared/dataset.ts';
import { attributeSchema, refinementsOf } from './attribute-schema.ts';

/**
 * Says which schema judged: 16 hex digits, made from every attribute's tag, JSON Schema and refinements (as source text, without
 * what they close over), and from the keys. Another build may minify a refinement otherwise, and have another fingerprint for
 * the same schema.
 */
export function fingerprintOf({ name, attributes, keys, partitionKeys }: Dataset): string {
  const described = Object.entries(attributes).map(([attributeName, attribute]) => [
    attributeName,
    attribute.tag,
    attributeSchema(attribute),
    refinementsOf(attribute.schema),
  ]);
  const text = JSON.stringify([name, described, keys, partitionKeys]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
