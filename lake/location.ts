import { LakeError } from './lake-error.ts';
import type { Projection } from './projection.ts';
import { escapeRegExp } from './sql-text.ts';

/** Where a table's objects lie and how the partition values are read from their keys. */
export interface Location {
  bucket: string;
  /** Partition columns in the order of {@link source}'s groups. */
  columns: string[];
  /** Regular expression of a whole key, one group a column, for JavaScript and RE2. */
  source: string;
  /** The longest prefix that every key shares when the values in `known` are all that is asked for: one prefix for each choice. */
  prefixes(known: ReadonlyMap<string, ReadonlySet<string>>): string[];
}

/**
 * Reads `storage.location.template`, or a table's location with Hive's `column=value/` folders after it.
 *
 * Throws {@link LakeError} when it is no `s3://` URI or does not name every partition column exactly once.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
 */
export function parseLocation(template: string, projections: ReadonlyMap<string, Projection>): Location {
  const uri = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/s.exec(template);
  if (!uri) throw new LakeError(`The location ${template} is not of the form s3://bucket/prefix/.`);
  const [, bucket, path = ''] = uri;
  // An object directly under the location belongs to it, as does everything in folders beneath.
  const folder = path === '' || path.endsWith('/') ? path : `${path}/`;
  const pieces = [...folder.matchAll(/\$\{([^}]*)\}|(?:[^$]|\$(?!\{))+/g)].map(([text, column]) =>
    column === undefined ? { text } : { column: column.toLowerCase() },
  );
  const columns = pieces.flatMap((piece) => ('column' in piece ? [piece.column] : []));
  for (const column of projections.keys()) {
    if (columns.filter((each) => each === column).length !== 1)
      throw new LakeError(`The location ${template} must name \${${column}} exactly once.`);
  }
  const stray = columns.find((column) => !projections.has(column));
  if (stray !== undefined)
    throw new LakeError(`The location ${template} names \${${stray}}, which is no partition column.`);
  const source = pieces
    .map((piece) => ('column' in piece ? `(${projections.get(piece.column)!.source})` : escapeRegExp(piece.text)))
    .join('');
  return {
    bucket: bucket!,
    columns,
    source: `^${source}`,
    prefixes(known) {
      let prefixes = [''];
      for (const piece of pieces) {
        const values = 'column' in piece ? known.get(piece.column) : [piece.text];
        if (!values) return prefixes;
        prefixes = prefixes.flatMap((prefix) => [...values].map((value) => prefix + value));
      }
      return prefixes;
    },
  };
}
