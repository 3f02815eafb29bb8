import { AwsError } from '../wire/message.ts';
import { type Context, checked } from './context.ts';
import type { Request } from './dynalite.ts';
import { createTable } from './operations/tables.ts';
import { setExpiryAttribute } from './operations/time-to-live.ts';
import { setStream, streamViewTypeOf } from './stream-specification.ts';
import type { Table } from './table.ts';

/** The label that the template's resolver gives every table's stream, so that its ARN is known before it is there. */
const TEMPLATE_STREAM_LABEL = '2026-01-01T00:00:00.000';

/**
 * `AWS::DynamoDB::Table` with its intrinsics resolved.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-table.html
 */
export type TableProperties = Record<string, unknown>;

/** The properties that the local table honours; a stack must report any other. */
export const honouredTableProperties = [
  'TableName',
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
  'TimeToLiveSpecification',
  'KinesisStreamSpecification',
  'StreamSpecification',
] as const;

/**
 * Makes the table that a template declares, or, where it is there from an earlier run, brings its settings up to the template.
 *
 * Throws {@link AwsError}: what CreateTable refuses, and a table that is there with another key.
 */
export async function createTableFromProperties(context: Context, properties: TableProperties): Promise<Table> {
  const viewType = streamViewTypeOf(properties);
  const { StreamSpecification: _, ...plain } = properties;
  const request = checked('createTable', structuredClone(plain));
  const name = request.TableName as string;
  const existing = context.tables.all().find((table) => table.name === name);
  if (existing) refuseOtherKey(existing, request);
  else await createTable(context, request);
  const table = await context.tables.whenActive(name);
  await setExpiryAttribute(context, table, expiryAttribute(properties));
  await setDestination(context, table, properties);
  await setStream(context, table, viewType, TEMPLATE_STREAM_LABEL);
  return table;
}

function refuseOtherKey({ name, description }: Table, request: Request): void {
  const shape = ({ KeySchema, AttributeDefinitions }: Request) =>
    JSON.stringify([
      KeySchema,
      (AttributeDefinitions as { AttributeName: string }[]).map((one) => JSON.stringify(one)).sort(),
    ]);
  if (shape({ ...description }) === shape(request)) return;
  throw new AwsError(
    'com.amazonaws.dynamodb.v20120810#ResourceInUseException',
    `The table ${name} is in the data directory with another key or other indexes than the template's. Use another data directory, or delete this one.`,
  );
}

function expiryAttribute({ TimeToLiveSpecification: specification }: TableProperties): string | undefined {
  const { AttributeName, Enabled } = (specification ?? {}) as { AttributeName?: string; Enabled?: boolean | string };
  return String(Enabled) === 'true' ? AttributeName : undefined;
}

async function setDestination({ tables }: Context, table: Table, properties: TableProperties): Promise<void> {
  const specification = properties.KinesisStreamSpecification as
    | { StreamArn: string; ApproximateCreationDateTimePrecision?: 'MILLISECOND' | 'MICROSECOND' }
    | undefined;
  const { destination, ...others } = table.settings;
  if (!specification && !destination) return;
  if (!specification) return tables.saveSettings(table, others);
  const { StreamArn: streamArn, ApproximateCreationDateTimePrecision: precision = 'MILLISECOND' } = specification;
  await tables.saveSettings(table, { ...others, destination: { streamArn, precision, status: 'ACTIVE' } });
}
