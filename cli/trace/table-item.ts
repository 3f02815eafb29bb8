import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Deployed } from '../deployed/connect.ts';
import { type MessageKey, tableKey } from './key.ts';

/** The message in the table, as it is now. */
export interface TableItem {
  table: string;
  isThere: boolean;
  /** DynamoDB's attribute values; only if the contents are asked for. */
  item?: object;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html */
export async function findItem(deployed: Deployed, key: MessageKey, content: boolean): Promise<TableItem> {
  const TableName = deployed.physicalName('chat-messages');
  const { Item } = await deployed
    .client(DynamoDBClient)
    .send(new GetItemCommand({ TableName, Key: tableKey(key), ConsistentRead: true }));
  return { table: TableName, isThere: Item !== undefined, ...(content && Item && { item: Item }) };
}
