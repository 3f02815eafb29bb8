import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { text, wholeNumber } from '../../shared/attributes.ts';
import { defineDataset } from '../../shared/dataset.ts';
import { byteText } from '../../shared/text-form.ts';

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

  it('judges the text that strings stand for', () => {
    const { item } = defineDataset({
      name: 'rooms',
      attributes: { Note: text(z.maxLength(1)) },
      keys: [],
      partitionKeys: [],
    });
    const bytes = Buffer.from('é').toString('latin1');
    expect(item.safeParse({ Note: { S: bytes } })).toEqual({ success: false, path: 'Note' });
    expect(item.safeParse({ Note: { S: bytes } }, byteText.decode)).toEqual({ success: true });
  });

  it('does not look at other attributes', () => {
    const { itemKeys } = defineDataset({ name: 'rooms', attributes, keys: ['Room'], partitionKeys: [] });
    expect(itemKeys.safeParse({ Room: { S: '1' }, At: 'anything', toString: 1 })).toEqual({ success: true });
  });

  it.each([
    ['two tags', { S: '1', N: '1' }],
    ['the wrong tag', { N: '1' }],
    ['no tag', {}],
    ['no object', '1'],
    ['an array', [{ S: '1' }]],
    ['an inherited tag', Object.create({ S: '1' })],
    ['a tag named __proto__', JSON.parse('{"S":"1","__proto__":1}')],
    ['null under its tag', { S: null }],
    ['null', null],
    ['nothing', undefined],
  ])('refuses an attribute that is or has %s, by its name', (_, Room) => {
    const { itemKeys } = defineDataset({ name: 'rooms', attributes, keys: ['Room'], partitionKeys: [] });
    expect(itemKeys.safeParse({ Room })).toEqual({ success: false, path: 'Room' });
  });

  it.each([null, 'x', [], undefined])('refuses %j for an item', (item) => {
    const dataset = defineDataset({ name: 'rooms', attributes, keys: [], partitionKeys: [] });
    expect(dataset.item.safeParse(item)).toEqual({ success: false });
  });
});
