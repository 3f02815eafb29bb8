import { basename } from 'node:path';
import type { TableDefinition } from './catalog.ts';
import { type LakeObject, listObjects } from './objects.ts';

/**
 * The objects that a query on a table reads: those under its location whose partition values the projection covers at
 * `nowMs`. `known` names the only values of some partition columns that are asked for.
 *
 * A partition outside the range gives no rows and no error, and files whose names begin with `.` or `_` are hidden, as in
 * Athena. https://docs.aws.amazon.com/athena/latest/ug/tables-location-format.html
 */
export async function tableObjects(
  table: TableDefinition,
  bucketDirectory: string,
  known: ReadonlyMap<string, ReadonlySet<string>>,
  nowMs: number,
): Promise<LakeObject[]> {
  const { location, partitions } = table;
  const pattern = new RegExp(location.source);
  const covered = (key: string) => {
    const match = pattern.exec(key);
    return (
      match !== null &&
      partitions.every(({ name, projection }) => projection.covers(match[location.columns.indexOf(name) + 1]!, nowMs))
    );
  };
  const objects: LakeObject[] = [];
  for (const prefix of location.prefixes(known)) {
    for await (const object of listObjects(bucketDirectory, prefix)) {
      if (!/^[._]/.test(basename(object.key)) && covered(object.key)) objects.push(object);
    }
  }
  return objects;
}
