import * as z from 'zod/mini';
import type { Attribute } from './attributes.ts';
import { isJsonObject, ownValue } from './json-object.ts';
import { plainText, type TextForm } from './text-form.ts';
import { valueUnder } from './type-tag.ts';

/** Columns that every row carries after the table's own attributes, see `row.ts`. */
export const eventColumns = ['EventID', 'EventName', 'EventTime'] as const;

export interface Column {
  name: string;
  /** Column type in Glue. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
  glueType: string;
}

export type Attributes = Readonly<Record<string, Attribute>>;

/** What a table's file under `datasets/` says. */
export interface DatasetDeclaration {
  /** Short name, for documents and messages. */
  name: string;
  /**
   * The attributes that become columns, in the row's order; their names are ASCII. Attributes not named here are left out and
   * not examined.
   */
  attributes: Attributes;
  /** The table's key attributes: all that a tombstone carries of the item. */
  keys: readonly string[];
  /**
   * Keys that a delivery stream may partition by; the name of each partition key is the attribute's. Their values become
   * part of S3 keys and Firehose refuses empty ones: the schema must let through only what is harmless there.
   */
  partitionKeys: readonly string[];
}

/** Judges AttributeValues by name, as DynamoDB writes them into change records. */
export interface ItemSchema {
  /** `decode` gives the text that a string of the item stands for; without it, strings are text. */
  safeParse(item: unknown, decode?: TextForm['decode']): ItemVerdict;
}

/** `path` names the first attribute that fails, if it is an attribute that fails. */
export type ItemVerdict = { success: true } | { success: false; path?: string };

/** One table's records: what they must look like, and what becomes of them. */
export interface Dataset extends DatasetDeclaration {
  /** Judges an item (a change record's `NewImage`). Its verdict is the only one. */
  item: ItemSchema;
  /** Judges the `Keys` of a removal, by the item's own rules for them. */
  itemKeys: ItemSchema;
  /** The row's columns in order, the event columns included. */
  columns: readonly Column[];
}

/** What is wrong with a declaration is not said here but when the service is packaged, see `dataset-check.ts`. */
export function defineDataset(declaration: DatasetDeclaration): Dataset {
  const { attributes, keys } = declaration;
  return {
    ...declaration,
    item: itemSchema(attributes),
    itemKeys: itemSchema(pickAttributes(attributes, keys)),
    columns: [
      ...Object.entries(attributes).map(([name, { glueType }]) => ({ name, glueType })),
      ...eventColumns.map((name) => ({ name, glueType: 'string' })),
    ],
  };
}

/** Those of `attributes` that `names` lists, in the order of `attributes`. */
export function pickAttributes(attributes: Attributes, names: readonly string[]): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}

/**
 * Judges each attribute by its schema. One that is not an object with exactly one key, its type tag, violates every
 * schema; others than `attributes` are not looked at.
 */
function itemSchema(attributes: Attributes): ItemSchema {
  const columns = Object.entries(attributes).map(([name, { tag, schema, take }]) => ({ name, tag, schema, take }));

  return {
    safeParse(item, decode = plainText.decode) {
      if (!isJsonObject(item)) return { success: false };
      for (const { name, tag, schema, take } of columns) {
        const value = take ? take(ownValue(item, name), decode) : valueUnder(item[name], tag, decode);
        const judged = z.safeParse(schema, value);
        if (!judged.success) return { success: false, path: name };
      }
      return { success: true };
    },
  };
}
