import { expect, test } from 'vitest';
import type { Item } from '../../../local/dynamodb/attribute-value.ts';
import { itemSizeBytes } from '../../../local/dynamodb/item-size.ts';

const sizes: { why: string; item: Item; bytes: number }[] = [
  // The stream records of https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/with-Streams.html say 26 = keys 5 + image 21.
  { why: 'a string key of a documented stream record', item: { Id: { N: '101' } }, bytes: 5 },
  {
    why: 'the image of a documented stream record',
    item: { Message: { S: 'New item!' }, Id: { N: '101' } },
    bytes: 21,
  },
  { why: 'text by its UTF-8 bytes', item: { 가: { S: '나다' } }, bytes: 9 },
  { why: 'zero', item: { n: { N: '0' } }, bytes: 2 },
  { why: 'trailing zeros of an integer', item: { n: { N: '100000' } }, bytes: 3 },
  { why: 'a negative number', item: { n: { N: '-101' } }, bytes: 5 },
  { why: 'digits across the point', item: { n: { N: '123.4' } }, bytes: 5 },
  { why: 'leading zeros of a fraction', item: { n: { N: '0.0012' } }, bytes: 3 },
  { why: '38 digits', item: { n: { N: '12345678901234567890123456789012345678' } }, bytes: 21 },
  { why: 'a binary, decoded', item: { b: { B: 'AAECAw==' } }, bytes: 5 },
  {
    why: 'sets by their members',
    item: { s: { SS: ['ab', 'c'] }, n: { NS: ['1', '22'] }, b: { BS: ['AA=='] } },
    bytes: 4 + 5 + 2,
  },
  { why: 'true and null', item: { t: { BOOL: true }, n: { NULL: true } }, bytes: 4 },
  { why: 'a list', item: { l: { L: [{ S: 'ab' }, { BOOL: false }] } }, bytes: 1 + 3 + 3 + 2 },
  { why: 'a map', item: { m: { M: { a: { S: 'b' } } } }, bytes: 1 + 3 + 1 + 2 },
];

test.each(sizes)('counts $why', ({ item, bytes }) => {
  expect(itemSizeBytes(item)).toBe(bytes);
});
