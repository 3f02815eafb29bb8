import type { AttributeValue, Item } from './attribute-value.ts';

/** What a list or a map costs besides its members, bytes. */
const COLLECTION_BYTES = 3;

/**
 * An item's size as DynamoDB counts it, in bytes: names and strings in UTF-8, binaries decoded, two digits of a number to a byte.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemSizeBytes(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSizeBytes(item[name]!);
  return size;
}

function valueSizeBytes(value: AttributeValue): number {
  if ('S' in value) return Buffer.byteLength(value.S);
  if ('N' in value) return numberSizeBytes(value.N);
  if ('B' in value) return Buffer.byteLength(value.B, 'base64');
  if ('SS' in value) return sum(value.SS, (text) => Buffer.byteLength(text));
  if ('NS' in value) return sum(value.NS, numberSizeBytes);
  if ('BS' in value) return sum(value.BS, (text) => Buffer.byteLength(text, 'base64'));
  if ('L' in value) return COLLECTION_BYTES + sum(value.L, (member) => 1 + valueSizeBytes(member));
  if ('M' in value) return COLLECTION_BYTES + Object.keys(value.M).length + itemSizeBytes(value.M);
  return 1;
}

/** One byte, one per two significant digits aligned on the decimal point, and one for the sign of a negative number. */
function numberSizeBytes(text: string): number {
  const sign = text.startsWith('-') ? 1 : 0;
  const point = text.indexOf('.');
  const digits = text.slice(sign).replace('.', '');
  const fromFirst = digits.replace(/^0+/, '');
  const significant = fromFirst.replace(/0+$/, '').length;
  if (significant === 0) return 1;
  const integerDigits = (point < 0 ? text.length : point) - sign;
  const exponent = integerDigits - 1 - (digits.length - fromFirst.length);
  const unaligned = significant % 2 === 0 && exponent % 2 === 0 ? 1 : 0;
  return 1 + Math.ceil(significant / 2) + unaligned + sign;
}

function sum<Member>(members: Member[], size: (member: Member) => number): number {
  return members.reduce((total, member) => total + size(member), 0);
}
