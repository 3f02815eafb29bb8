/** A column of a Glue table, its type as Hive writes it: `array<string>`. */
export interface GlueColumn {
  name: string;
  type: string;
}

/** The tables that the template makes, as far as other services read them. */
export interface Tables {
  /** Partition keys are not among them. Undefined for a table that is not there. */
  columns(database: string, table: string): GlueColumn[] | undefined;
}

export const NO_TABLES: Tables = { columns: () => undefined };

interface TableProperties {
  DatabaseName?: unknown;
  TableInput?: { Name?: unknown; StorageDescriptor?: { Columns?: { Name?: unknown; Type?: unknown }[] } };
}

/**
 * The tables among a template's resources. Glue keeps names in lower case, whatever they are asked for by.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-table.html
 */
export function tablesOf(resources: { type: string; properties: Record<string, unknown> }[]): Tables {
  const tables = new Map<string, GlueColumn[]>();
  for (const { type, properties } of resources) {
    if (type !== 'AWS::Glue::Table') continue;
    const { DatabaseName, TableInput } = properties as TableProperties;
    const columns = TableInput?.StorageDescriptor?.Columns ?? [];
    tables.set(
      idOf(String(DatabaseName), String(TableInput?.Name)),
      columns.map(({ Name, Type }) => ({ name: String(Name).toLowerCase(), type: String(Type ?? '') })),
    );
  }
  return { columns: (database, table) => tables.get(idOf(database, table)) };
}

const idOf = (database: string, table: string): string => JSON.stringify([database.toLowerCase(), table.toLowerCase()]);
