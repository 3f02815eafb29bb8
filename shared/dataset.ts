import * as z from 'zod/mini';
import type { Attribute } from './attributes.ts';
import { isJsonObject } from './json-object.ts';
import { plainText, type TextForm } from './text-form.ts';

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

/** Throws where the declaration names an attribute that change records could not be judged by. */
export function defineDataset(declaration: DatasetDeclaration): Dataset {
  const { attributes, keys } = declaration;
  for (const name of Object.keys(attributes)) assertAscii(name, declaration.name);
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

/** A name is looked up in the record as it is parsed, and that may be bytes: only of ASCII are bytes and text the same, see `text-form.ts`. */
function assertAscii(name: string, dataset: string): void {
  if (/^[ -~]+$/.test(name)) return;
  throw new Error(
    `The dataset ${dataset} names an attribute ${JSON.stringify(name)}: use printable ASCII characters only, rename the attribute in the table or leave it out.`,
  );
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
  const columns = Object.entries(attributes).map(([name, { tag, schema }]) => ({ name, tag, schema }));

  return {
    safeParse(item, decode = plainText.decode) {
      if (!isJsonObject(item)) return { success: false };
      for (const { name, tag, schema } of columns) {
        const value = underTag(item[name], tag);
        const judged = z.safeParse(schema, typeof value === 'string' ? decode(value) : value);
        if (!judged.success) return { success: false, path: name };
      }
      return { success: true };
    },
  };
}

/** No schema lets this through. */
const misfit = Symbol('misfit');

function underTag(attribute: unknown, tag: string): unknown {
  if (attribute === undefined) return undefined;
  if (!isJsonObject(attribute) || !Object.hasOwn(attribute, tag)) return misfit;
  for (const key in attribute) if (key !== tag) return misfit;
  return attribute[tag];
}
