import * as z from 'zod/mini';
import type { PlainAttribute } from './attributes.ts';
import type { Column } from './dataset.ts';

/** An attribute of a log's records: as of a table's, but it may be null, and whole numbers may be small. */
export interface LogAttribute extends Omit<PlainAttribute, 'schema' | 'glueType'> {
  schema: z.core.$ZodType<string | null>;
  /** Column type in Glue. https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
  glueType: 'string' | 'int' | 'bigint';
}

/** What a log's file under `datasets/` says. */
export interface LogDatasetDeclaration<Name extends string> {
  /** Short name, for documents and messages. */
  name: string;
  /** What a record says, in the row's order. */
  attributes: Readonly<Record<Name, LogAttribute>>;
  /** Columns that the transform adds, after the others. */
  added: readonly Column[];
  /** Keys that a delivery stream may partition by. */
  partitionKeys: readonly string[];
}

/** Values by attribute: strings as they are, numbers as the digits they came as. */
export type LogValues<Name extends string> = Record<Name, string | null>;

/** A log's records: what they must look like, and what becomes of them. */
export interface LogDataset<Name extends string> extends LogDatasetDeclaration<Name> {
  /**
   * Judges what was read of a record, whichever format it came in; its verdict is the only one. Gives the first attribute
   * that its schema refuses. Attribute by attribute, since Zod's objects take twice the time, and without asking twice in a
   * row for the same value: times, methods, protocols and statuses repeat from line to line.
   */
  refusedAttribute(values: Readonly<Record<Name, unknown>>): Name | undefined;
  /** The row's columns in order. A table leaves out those that it is partitioned by. */
  columns: readonly Column[];
}

export function defineLogDataset<Name extends string>(declaration: LogDatasetDeclaration<Name>): LogDataset<Name> {
  const attributes = Object.entries<LogAttribute>(declaration.attributes);
  const judges = attributes.map(([name, { schema }]) => ({ name: name as Name, schema, accepted: none as unknown }));
  return {
    ...declaration,
    refusedAttribute(values) {
      for (const judge of judges) {
        const value = values[judge.name];
        if (value === judge.accepted) continue;
        if (!z.safeParse(judge.schema, value).success) return judge.name;
        judge.accepted = value;
      }
      return undefined;
    },
    columns: [...attributes.map(([name, { glueType }]) => ({ name, glueType })), ...declaration.added],
  };
}

/** No value that a record could have. */
const none = Symbol('none');

/** An attribute that may be null. */
export function nullable(attribute: LogAttribute): LogAttribute {
  return { ...attribute, schema: z.nullable(attribute.schema) };
}
