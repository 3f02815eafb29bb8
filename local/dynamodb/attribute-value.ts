/** One attribute as DynamoDB's JSON writes it: exactly one type tag. Numbers and base64 are text. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { B: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { SS: string[] }
  | { NS: string[] }
  | { BS: string[] }
  | { L: AttributeValue[] }
  | { M: Item };

export type Item = Record<string, AttributeValue>;

/**
 * True when two items hold the same: sets in any order, maps in any order. Numbers compare as text, since what is stored is in
 * DynamoDB's normal form, without needless zeros or an exponent.
 */
export function sameItem(a: Item, b: Item): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && sameValue(a[name]!, b[name]!));
}

function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  if ('M' in a) return 'M' in b && sameItem(a.M, b.M);
  if ('L' in a)
    return 'L' in b && a.L.length === b.L.length && a.L.every((value, index) => sameValue(value, b.L[index]!));
  const [type, value] = tagged(a);
  const [otherType, otherValue] = tagged(b);
  if (type !== otherType) return false;
  if (!Array.isArray(value) || !Array.isArray(otherValue)) return value === otherValue;
  const members = new Set(otherValue);
  return value.length === otherValue.length && value.every((member) => members.has(member));
}

const tagged = (value: AttributeValue): [string, unknown] => Object.entries(value)[0]!;
