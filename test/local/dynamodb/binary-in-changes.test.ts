import { expect, test } from 'vitest';
import { encodeBinaryAgain } from '../../../local/dynamodb/binary-in-changes.ts';

const twice = (base64: string) => Buffer.from(base64).toString('base64');

test('binary values are encoded once more wherever they stand, and nothing else changes', () => {
  const item = {
    text: { S: 'AP8H' },
    bytes: { B: 'AP8H' },
    deep: { M: { list: { L: [{ BS: ['AP8H', 'AA=='] }, { N: '1' }] } } },
  };
  expect(encodeBinaryAgain(item)).toEqual({
    text: { S: 'AP8H' },
    bytes: { B: twice('AP8H') },
    deep: { M: { list: { L: [{ BS: [twice('AP8H'), twice('AA==')] }, { N: '1' }] } } },
  });
});
