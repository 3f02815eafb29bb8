import type { Item } from './attribute-value.ts';
import { itemSizeBytes } from './item-size.ts';
import type { Table } from './table.ts';

/** A stored item: its JSON text as it lies in the table, and what the text says. */
export interface Image {
  readonly text: string;
  readonly item: Item;
  /** As DynamoDB counts items; worked out when somebody asks, and once. */
  readonly sizeBytes: number;
}

/** Set for what DynamoDB does on its own. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Identity.html */
export interface UserIdentity {
  type: 'Service';
  principalId: 'dynamodb.amazonaws.com';
}

/** One change of one item, as every change feed of the table sees it. */
export interface Change {
  table: Table;
  /** The item's key in the database: one text per table and key. */
  itemKey: string;
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  keys: Item;
  newImage: Image | undefined;
  oldImage: Image | undefined;
  userIdentity: UserIdentity | undefined;
  /** Microseconds since the epoch by the stack's clock; later than that of every earlier change of the table. */
  creationMicros: number;
  /** Keys and images together, as DynamoDB counts items. */
  sizeBytes: number;
  /** True for a Put inside a transaction that put what was there: Kinesis destinations are told, DynamoDB Streams are not. */
  unchanged: boolean;
}

/** An image of an item about to be stored. */
export const imageOf = (item: Item): Image => imageFrom(JSON.stringify(item), item);

/** An image read back, parsed when somebody asks. */
export const storedImage = (text: string): Image => imageFrom(text, undefined);

function imageFrom(text: string, known: Item | undefined): Image {
  let item = known;
  let sizeBytes: number | undefined;
  return {
    text,
    get item() {
      item ??= JSON.parse(text) as Item;
      return item;
    },
    get sizeBytes() {
      sizeBytes ??= itemSizeBytes(this.item);
      return sizeBytes;
    },
  };
}
