import * as z from 'zod';
import { duckDbType } from './hive-type.ts';
import { LakeError } from './lake-error.ts';
import { type Location, parseLocation } from './location.ts';
import { anyFolder, type Projection, parseProjection } from './projection.ts';

/** A column as Athena names it: lower case, with its type in DuckDB's words. */
export interface Column {
  name: string;
  type: string;
}

/** How a table's objects hold rows: a JSON object a line, as the Hive JSON SerDe reads them, or Parquet. */
export type Format = 'json' | 'parquet';

/** A table of the lake: what a Glue table says, worked out as far as a query needs it. */
export interface TableDefinition {
  format: Format;
  database: string;
  name: string;
  columns: Column[];
  partitions: (Column & { projection: Projection })[];
  location: Location;
}

const column = z.strictObject({ Name: z.string().min(1), Type: z.string(), Comment: z.string().optional() });
const texts = z.record(z.string(), z.coerce.string());

/** The properties of `AWS::Glue::Table` that mean something here; any other is refused by name. */
const glueTable = z.strictObject({
  CatalogId: z.string().optional(),
  DatabaseName: z.string().min(1),
  TableInput: z.strictObject({
    Name: z.string().min(1),
    Description: z.string().optional(),
    Owner: z.string().optional(),
    Retention: z.number().optional(),
    TableType: z.literal('EXTERNAL_TABLE').optional(),
    Parameters: texts.optional(),
    PartitionKeys: z.array(column).default([]),
    StorageDescriptor: z.strictObject({
      Columns: z.array(column).min(1),
      Location: z.string(),
      InputFormat: z.enum([
        'org.apache.hadoop.mapred.TextInputFormat',
        'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      ]),
      OutputFormat: z.string().optional(),
      Compressed: z.unknown().optional(),
      NumberOfBuckets: z.unknown().optional(),
      StoredAsSubDirectories: z.unknown().optional(),
      // Not OpenX: its row counts are documented as not deterministic.
      SerdeInfo: z.strictObject({
        Name: z.string().optional(),
        SerializationLibrary: z.enum([
          'org.apache.hive.hcatalog.data.JsonSerDe',
          'org.apache.hadoop.hive.serde2.JsonSerDe',
          'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
        ]),
        Parameters: z
          .strictObject({ 'serialization.format': z.coerce.string().optional(), paths: z.string().optional() })
          .optional(),
      }),
    }),
  }),
});

/** Parameters that describe and change nothing about the reading. */
const DESCRIPTIVE = new Set([
  'EXTERNAL',
  'classification',
  'compressionType',
  'typeOfData',
  'has_encrypted_data',
  // Of writers; readers find it in the files.
  'parquet.compression',
  'comment',
]);

/**
 * A table definition from the resolved properties of an `AWS::Glue::Table`.
 *
 * Throws {@link LakeError} that names the table and what of it is missing, contradictory or not honoured here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-table.html
 */
export function tableFromGlue(properties: unknown): TableDefinition {
  const parsed = glueTable.safeParse(properties);
  if (!parsed.success)
    throw new LakeError(`The Glue table ${nameOf(properties)} cannot be read here: ${z.prettifyError(parsed.error)}`);
  const { DatabaseName, TableInput } = parsed.data;
  try {
    return define(DatabaseName, TableInput);
  } catch (error) {
    if (error instanceof LakeError)
      throw new LakeError(`The Glue table ${TableInput.Name} cannot be read here: ${error.message}`);
    throw error;
  }
}

function define(database: string, input: z.infer<typeof glueTable>['TableInput']): TableDefinition {
  const storage = input.StorageDescriptor;
  const parameters = new Map(Object.entries(input.Parameters ?? {}));
  const read = ({ Name, Type }: z.infer<typeof column>): Column => ({
    name: Name.toLowerCase(),
    type: duckDbType(Type),
  });
  const columns = storage.Columns.map(read);
  const keys = input.PartitionKeys.map(read);
  refuseDoubles([...columns, ...keys].map(({ name }) => name));
  const projected = parameters.get('projection.enabled')?.trim().toLowerCase() === 'true';
  const partitions = keys.map((key) => ({
    ...key,
    projection: projected ? parseProjection(key.name, parameters) : anyFolder,
  }));
  refuseUnknown([...parameters.keys()], keys);
  const base = storage.Location.endsWith('/') ? storage.Location : `${storage.Location}/`;
  const hiveStyle = base + keys.map(({ name }) => `${name}=\${${name}}/`).join('');
  const template = (projected && parameters.get('storage.location.template')) || hiveStyle;
  const location = parseLocation(template, new Map(partitions.map(({ name, projection }) => [name, projection])));
  const format = formatOf(
    storage.InputFormat,
    storage.SerdeInfo.SerializationLibrary,
    parameters.get('classification'),
  );
  return { format, database: database.toLowerCase(), name: input.Name.toLowerCase(), columns, partitions, location };
}

/** Athena goes by the SerDe and fails where the input format is not of its kind; a classification that says otherwise misleads crawlers and readers. */
function formatOf(inputFormat: string, library: string, classification: string | undefined): Format {
  const format = library.includes('.parquet.') ? 'parquet' : 'json';
  if (inputFormat.includes('.parquet.') !== (format === 'parquet'))
    throw new LakeError(`the InputFormat ${inputFormat} does not belong to the SerDe ${library}.`);
  if (classification !== undefined && classification.toLowerCase() !== format)
    throw new LakeError(`its classification is ${classification}, and its SerDe ${library} reads ${format}.`);
  return format;
}

function refuseDoubles(names: string[]): void {
  const double = names.find((name, index) => names.indexOf(name) !== index);
  if (double !== undefined)
    throw new LakeError(
      `it names ${double} twice; a partition key must not be a column too, and case makes no difference.`,
    );
}

function refuseUnknown(names: string[], keys: Column[]): void {
  const unknown = names.find((name) => {
    if (DESCRIPTIVE.has(name) || name === 'projection.enabled' || name === 'storage.location.template') return false;
    return !keys.some((key) => name.startsWith(`projection.${key.name}.`));
  });
  if (unknown !== undefined) throw new LakeError(`the table parameter ${unknown} is not honoured.`);
}

function nameOf(properties: unknown): string {
  const name = (properties as { TableInput?: { Name?: unknown } } | null)?.TableInput?.Name;
  return typeof name === 'string' ? name : '(without a name)';
}
