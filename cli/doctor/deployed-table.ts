import { GetTableCommand, GlueClient, type Table } from '@aws-sdk/client-glue';
import type { Resource } from '../../local/template/resolve.ts';
import { look, type Seen } from './look.ts';
import { type Stage, section } from './stage.ts';

/** A table as the catalog has it, by its resource of the template. https://docs.aws.amazon.com/glue/latest/webapi/API_GetTable.html */
export const deployedTable = ({ deployed }: Stage, { properties }: Resource): Promise<Seen<Table>> =>
  look(async () => {
    const DatabaseName = String(properties.DatabaseName);
    const Name = tableNameOf(properties);
    return (await deployed.client(GlueClient).send(new GetTableCommand({ DatabaseName, Name }))).Table ?? { Name };
  });

/** The catalog folds names to lower case. https://docs.aws.amazon.com/glue/latest/webapi/API_TableInput.html */
export const tableNameOf = (properties: Record<string, unknown>): string =>
  String(section(properties, 'TableInput').Name).toLowerCase();
