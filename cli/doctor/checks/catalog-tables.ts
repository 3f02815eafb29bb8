import type { Column, Table } from '@aws-sdk/client-glue';
import type { Resource } from '../../../local/template/resolve.ts';
import { deployedTable, tableNameOf } from '../deployed-table.ts';
import { differences, inWords } from '../differences.ts';
import { judge, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

/** Where these differ, a query reads something else, nothing, or fails. */
const LAYOUT = /^(projection\.|storage\.location\.template$)/;

/** The tables that Athena queries, and that Firehose converts by. */
export const checkCatalogTables: Check = async (stage) => {
  const notes = await Promise.all(resourcesOf(stage, 'AWS::Glue::Table').map((resource) => checkOne(stage, resource)));
  return notes.flat();
};

async function checkOne(stage: Stage, resource: Resource): Promise<Note[]> {
  const { DatabaseName } = resource.properties;
  const name = tableNameOf(resource.properties);
  const where = `Glue table ${DatabaseName}.${name}`;
  const byHand = `aws glue get-table --database-name ${DatabaseName} --name ${name}`;
  const input = section(resource.properties, 'TableInput');
  const question = { where, what: 'its columns, format, location and projection', byHand };
  return judge(await deployedTable(stage, resource), question, missing(where), (table) => [
    ...columnNotes(where, input, table),
    ...storageNotes(where, input, table),
    ...parameterNotes(where, input, table),
  ]);
}

/** By name, in no order: the rows are read by it. Comments are for people. https://docs.aws.amazon.com/glue/latest/webapi/API_Column.html */
function columnNotes(where: string, input: Record<string, unknown>, table: Table): Note[] {
  const expected = typesOf((section(input, 'StorageDescriptor').Columns ?? []) as Column[]);
  const actual = typesOf(table.StorageDescriptor?.Columns ?? []);
  const differing = [...expected].filter(([name, type]) => actual.get(name) !== type);
  const added = [...actual.keys()].filter((name) => !expected.has(name));
  const keys = (columns: readonly Column[] = []) => columns.map(({ Name, Type }) => ({ Name, Type }));
  const partitions = differences(keys(input.PartitionKeys as Column[] | undefined), keys(table.PartitionKeys));
  return [
    ...differing.map(([name, type]): Note => {
      const what = `its column ${name} is ${actual.get(name) ?? 'absent'}, in the template ${type}`;
      return { severity: 'error', where, what, mend: PUT_BACK };
    }),
    ...added.map((name): Note => {
      const mend = `Take it away, or put it into the dataset. ${PUT_BACK}`;
      return { severity: 'warning', where, what: `its column ${name} is not in the template: it is null`, mend };
    }),
    ...(partitions.length > 0
      ? [
          {
            severity: 'error' as const,
            where,
            what: `its partition keys are ${JSON.stringify(keys(table.PartitionKeys))}, not those of the template`,
            mend: PUT_BACK,
          },
        ]
      : []),
  ];
}

const typesOf = (columns: readonly Column[]): Map<string, string> =>
  new Map(columns.map(({ Name = '', Type = '' }) => [Name.toLowerCase(), Type.toLowerCase()]));

/** https://docs.aws.amazon.com/glue/latest/webapi/API_StorageDescriptor.html */
function storageNotes(where: string, input: Record<string, unknown>, { StorageDescriptor }: Table): Note[] {
  const { Location, InputFormat, OutputFormat, SerdeInfo } = section(input, 'StorageDescriptor');
  const expected = { Location, InputFormat, OutputFormat, SerdeInfo };
  return differences(expected, StorageDescriptor).map((difference) => ({
    severity: 'error',
    where,
    what: inWords(difference),
    mend: PUT_BACK,
  }));
}

/**
 * Glue, Athena and crawlers add parameters of their own; only one of the projection changes what a query reads.
 * https://docs.aws.amazon.com/athena/latest/ug/partition-projection-setting-up.html
 */
function parameterNotes(where: string, input: Record<string, unknown>, { Parameters = {} }: Table): Note[] {
  const expected = section(input, 'Parameters');
  const added = Object.keys(Parameters).filter((name) => LAYOUT.test(name) && !Object.hasOwn(expected, name));
  return [
    ...differences(expected, Parameters).map((difference): Note => {
      const severity = LAYOUT.test(difference.path) ? 'error' : 'warning';
      return { severity, where, what: `its parameter ${inWords(difference)}`, mend: PUT_BACK };
    }),
    ...added.map((name): Note => {
      const what = `its parameter ${name} is ${Parameters[name]}, and not in the template`;
      return { severity: 'error', where, what, mend: PUT_BACK };
    }),
  ];
}
