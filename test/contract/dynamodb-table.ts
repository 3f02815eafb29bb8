import { randomBytes } from 'node:crypto';
import {
  type AttributeValue,
  CreateTableCommand,
  type CreateTableCommandInput,
  DeleteTableCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  EnableKinesisStreamingDestinationCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { eventually } from './eventually.ts';
import type { Target } from './target.ts';

/** A table that a row made for itself: partition key `pk`, a string, and sort key `sk`, a number. */
export interface TestTable {
  name: string;
  put(item: Record<string, AttributeValue>): Promise<void>;
  /** Done once changes reach the stream. */
  streamTo(streamArn: string, precision?: 'MILLISECOND' | 'MICROSECOND'): Promise<void>;
}

/** Makes an on-demand table for the length of `use`. */
export async function withTable<Result>(
  target: Pick<Target, 'dynamodb' | 'pollMs' | 'patienceMs'>,
  use: (table: TestTable) => Promise<Result>,
  properties: Partial<CreateTableCommandInput> = {},
): Promise<Result> {
  const { dynamodb } = target;
  const name = `contract-table-${randomBytes(4).toString('hex')}`;
  await dynamodb.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      ...properties,
    }),
  );
  try {
    await eventually(target, async () => {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: name }));
      return Table?.TableStatus === 'ACTIVE' || undefined;
    });
    return await use({
      name,
      async put(item) {
        await dynamodb.send(new PutItemCommand({ TableName: name, Item: item }));
      },
      async streamTo(StreamArn, precision) {
        await dynamodb.send(
          new EnableKinesisStreamingDestinationCommand({
            TableName: name,
            StreamArn,
            ...(precision && {
              EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
            }),
          }),
        );
        await eventually(target, async () => {
          const describe = new DescribeKinesisStreamingDestinationCommand({ TableName: name });
          const { KinesisDataStreamDestinations = [] } = await dynamodb.send(describe);
          return KinesisDataStreamDestinations[0]?.DestinationStatus === 'ACTIVE' || undefined;
        });
      },
    });
  } finally {
    await dynamodb.send(new DeleteTableCommand({ TableName: name }));
  }
}
