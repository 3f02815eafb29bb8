import { createHash } from 'node:crypto';
import { attributeSchema, type JudgedAttribute, refinementsOf } from './attribute-schema.ts';
import type { LogInput } from './log-input.ts';

/** What judges records: a table's dataset, or a log's with what its records are. */
export interface JudgingSchema {
  name: string;
  attributes: Readonly<Record<string, JudgedAttribute>>;
  keys?: readonly string[];
  partitionKeys: readonly string[];
  input?: LogInput;
}

/**
 * Says which schema judged: 16 hex digits, made from every attribute's tag, JSON Schema and refinements (as source text, without
 * what they close over), and from the keys. Another build may minify a refinement otherwise, and have another fingerprint for
 * the same schema.
 */
export function fingerprintOf({ name, attributes, keys, partitionKeys, input }: JudgingSchema): string {
  const described = Object.entries(attributes).map(([attributeName, attribute]) => [
    attributeName,
    attribute.tag,
    attributeSchema(attribute),
    refinementsOf(attribute.schema),
  ]);
  const text = JSON.stringify([name, described, keys ?? [], partitionKeys, ...(input === undefined ? [] : [input])]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
