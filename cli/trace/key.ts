import { chatMessage } from '../../shared/datasets/chat-message.ts';
import type { MessageChange } from '../deployed/message.ts';

/** The table's key attributes, the partition key first. */
const [partition, sort] = chatMessage.keys;

export const partitionKey = partition!;
export const sortKey = sort!;

/** Which message: the values of the table's keys, as text. */
export interface MessageKey {
  partition: string;
  sort: string;
}

export const isOf = (change: MessageChange | undefined, key: MessageKey): change is MessageChange =>
  change?.keys[partitionKey] === key.partition && change.keys[sortKey] === key.sort;

/** The key as DynamoDB takes it. */
export const tableKey = ({ partition, sort }: MessageKey) => ({
  [partitionKey]: { S: partition },
  [sortKey]: { N: sort },
});
