import type { AttributeValue, Item } from './attribute-value.ts';

/** How binary values stand in change records: as in the table's own JSON, or encoded once more, as one capture had it. */
export type BinaryInChanges = 'base64' | 'base64-twice';

const again = (base64: string): string => Buffer.from(base64).toString('base64');

/** The item with its binary values encoded once more, keys and nested ones included. */
export function encodeBinaryAgain(item: Item): Item {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, encodeValue(value)]));
}

function encodeValue(value: AttributeValue): AttributeValue {
  if ('B' in value) return { B: again(value.B) };
  if ('BS' in value) return { BS: value.BS.map(again) };
  if ('L' in value) return { L: value.L.map(encodeValue) };
  if ('M' in value) return { M: encodeBinaryAgain(value.M) };
  return value;
}
