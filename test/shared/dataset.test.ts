import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { text, wholeNumber } from '../../shared/attributes.ts';
import { defineDataset } from '../../shared/dataset.ts';

const attributes = { Room: text(z.regex(/^\d+$/)), At: wholeNumber(99n), Note: text(z.maxLength(9)) };

describe('a dataset', () => {
  it('has its attributes and then the event columns as columns', () => {
    const { columns } = defineDataset({ name: 'rooms', attributes, keys: ['Room', 'At'], partitionKeys: ['Room'] });
    expect(columns).toEqual([
      { name: 'Room', glueType: 'string' },
      { name: 'At', glueType: 'bigint' },
      { name: 'Note', glueType: 'string' },
      { name: 'EventID', glueType: 'string' },
      { name: 'EventName', glueType: 'string' },
      { name: 'EventTime', glueType: 'string' },
    ]);
  });

  it('judges keys by the rules of its items', () => {
    const { itemKeys } = defineDataset({ name: 'rooms', attributes, keys: ['Room', 'At'], partitionKeys: [] });
    expect(itemKeys.safeParse({ Room: { S: '1' }, At: { N: '99' } }).success).toBe(true);
    expect(itemKeys.safeParse({ Room: { S: 'x' }, At: { N: '99' } }).success).toBe(false);
  });

  it('is refused when it contradicts itself', () => {
    const declare = (part: object) => () =>
      defineDataset({ name: 'rooms', attributes, keys: ['Room'], partitionKeys: [], ...part });
    expect(declare({ keys: ['Romm'] })).toThrow('Dataset rooms: key Romm is none of its attributes.');
    expect(declare({ keys: ['toString'] })).toThrow('toString');
    expect(declare({ partitionKeys: ['Note'] })).toThrow('partition key Note');
    expect(declare({ attributes: { ...attributes, ['__proto__']: attributes.Note } })).toThrow('__proto__');
  });
});
