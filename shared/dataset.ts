import * as z from 'zod/mini';
import type { Attribute, AttributeValue } from './attributes.ts';

/** Columns that every row carries after the table's own attributes, see `row.ts`. */
export const eventColumns = ['EventID', 'EventName', 'EventTime'] as const;

export interface Column {
  name: string;
  /** Column type in Glue. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
  glueType: string;
}

/** What a table's file under `datasets/` says. */
export interface DatasetDeclaration {
  /** Short name, for documents and messages. */
  name: string;
  /** The attributes that become columns, in the row's order. Attributes not named here are left out and not examined. */
  attributes: Readonly<Record<string, Attribute>>;
  /** The table's key attributes, in the row's order: all that a tombstone carries of the item. */
  keys: readonly string[];
  /**
   * Keys that a delivery stream may partition by; the name of each partition key is the attribute's. Their values become
   * part of S3 keys and Firehose refuses empty ones: the schema must let through only what is harmless there.
   */
  partitionKeys: readonly string[];
}

export type AttributeValues = Record<string, AttributeValue>;

/** One table's records: what they must look like, and what becomes of them. */
export interface Dataset extends DatasetDeclaration {
  /** Judges an item (a change record's `NewImage`). Its verdict is the only one. */
  item: z.ZodMiniType<AttributeValues>;
  /** Judges the `Keys` of a removal, with the item's own rules for them. */
  itemKeys: z.ZodMiniType<AttributeValues>;
  /** The row's columns in order, the event columns included. */
  columns: readonly Column[];
}

/** Throws on a declaration that contradicts itself: a bug in the dataset's file. */
export function defineDataset(declaration: DatasetDeclaration): Dataset {
  const { name, attributes, keys, partitionKeys } = declaration;
  // Zod, rightly, reads no such property.
  if (Object.hasOwn(attributes, '__proto__'))
    throw new Error(`Dataset ${name}: an attribute cannot be named __proto__.`);
  for (const key of [...keys, ...partitionKeys]) {
    if (!Object.hasOwn(attributes, key)) throw new Error(`Dataset ${name}: key ${key} is none of its attributes.`);
  }
  for (const key of partitionKeys) {
    if (!keys.includes(key)) throw new Error(`Dataset ${name}: partition key ${key} is missing from removals.`);
  }
  const schemas = Object.entries(attributes).map(([column, { schema }]) => [column, schema] as const);
  return {
    ...declaration,
    item: z.object(Object.fromEntries(schemas)),
    itemKeys: z.object(Object.fromEntries(schemas.filter(([column]) => keys.includes(column)))),
    columns: [
      ...Object.entries(attributes).map(([column, { glueType }]) => ({ name: column, glueType })),
      ...eventColumns.map((column) => ({ name: column, glueType: 'string' })),
    ],
  };
}
