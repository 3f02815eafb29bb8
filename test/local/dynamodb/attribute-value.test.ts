import { expect, test } from 'vitest';
import { type Item, sameItem } from '../../../local/dynamodb/attribute-value.ts';

const pairs: { why: string; a: Item; b: Item; same: boolean }[] = [
  {
    why: 'attributes in another order',
    a: { x: { S: '1' }, y: { N: '2' } },
    b: { y: { N: '2' }, x: { S: '1' } },
    same: true,
  },
  { why: 'a string and a number of the same text', a: { x: { S: '1' } }, b: { x: { N: '1' } }, same: false },
  { why: 'a set in another order', a: { x: { NS: ['1', '2'] } }, b: { x: { NS: ['2', '1'] } }, same: true },
  { why: 'a set of other members', a: { x: { SS: ['a', 'b'] } }, b: { x: { SS: ['a', 'c'] } }, same: false },
  { why: 'sets of strings and of binaries', a: { x: { SS: ['AA=='] } }, b: { x: { BS: ['AA=='] } }, same: false },
  {
    why: 'a list in another order',
    a: { x: { L: [{ S: 'a' }, { S: 'b' }] } },
    b: { x: { L: [{ S: 'b' }, { S: 'a' }] } },
    same: false,
  },
  { why: 'a longer list', a: { x: { L: [{ S: 'a' }] } }, b: { x: { L: [{ S: 'a' }, { S: 'a' }] } }, same: false },
  {
    why: 'a map in another order',
    a: { x: { M: { a: { S: '1' }, b: { BOOL: true } } } },
    b: { x: { M: { b: { BOOL: true }, a: { S: '1' } } } },
    same: true,
  },
  {
    why: 'a set deep inside in another order',
    a: { x: { L: [{ M: { s: { BS: ['AA==', 'AQ=='] } } }] } },
    b: { x: { L: [{ M: { s: { BS: ['AQ==', 'AA=='] } } }] } },
    same: true,
  },
  { why: 'true and false', a: { x: { BOOL: true } }, b: { x: { BOOL: false } }, same: false },
  { why: 'null', a: { x: { NULL: true } }, b: { x: { NULL: true } }, same: true },
  { why: 'another name', a: { x: { S: '1' } }, b: { y: { S: '1' } }, same: false },
  { why: 'a name that objects inherit', a: { toString: { S: '1' } }, b: { x: { S: '1' } }, same: false },
];

test.each(pairs)('$why: same is $same', ({ a, b, same }) => {
  expect([sameItem(a, b), sameItem(b, a)]).toEqual([same, same]);
});
