import { describe, expect, it } from 'vitest';
import { optional } from '../../shared/absent-attributes.ts';
import { text } from '../../shared/attributes.ts';
import type { DatasetDeclaration } from '../../shared/dataset.ts';
import { datasetMistakes } from '../../shared/dataset-check.ts';
import { changeDatasets } from '../../shared/delivery-streams.ts';
import { decimal } from '../../shared/number-attributes.ts';
import { binary, boolean, json, setOf } from '../../shared/other-attributes.ts';

const rooms: DatasetDeclaration = { name: 'rooms', attributes: { Room: text() }, keys: ['Room'], partitionKeys: [] };
const mistakes = (changes: Partial<DatasetDeclaration>) => datasetMistakes({ ...rooms, ...changes });

describe('a declaration', () => {
  it('that ships has no mistakes', () => {
    expect(Object.values(changeDatasets).flatMap(datasetMistakes)).toEqual([]);
  });

  it.each(['Größe', '이름', 'a\u0000', ''])('is refused when it names an attribute %j', (name) => {
    expect(mistakes({ attributes: { Room: text(), [name]: text() } })).toEqual([
      `shared/datasets/rooms.ts names an attribute ${JSON.stringify(name)}: use printable ASCII characters only, rename the attribute in the table or leave it out`,
    ]);
  });

  it.each(['eventid', 'EventTime', 'ROOM'])('is refused when two columns have the name %s', (name) => {
    expect(mistakes({ attributes: { Room: text(), [name]: text() } })).toEqual([
      expect.stringContaining(`names an attribute "${name}", but another column has that name`),
    ]);
  });

  it('may have keys of type S, N and B', () => {
    const attributes = { Room: text(), At: decimal(38, 0), Hash: binary() };
    expect(mistakes({ attributes, keys: ['Room', 'At'], partitionKeys: ['Hash'] })).toEqual([]);
  });

  it.each([
    ['no attribute', {}],
    ['boolean', { Key: boolean() }],
    ['a set', { Key: setOf(text()) }],
    ['a document', { Key: json() }],
    ['optional', { Key: optional(text()) }],
  ])('is refused when a key is %s', (_, attributes) => {
    const says = expect.stringContaining('has a key "Key", which must be one of its attributes');
    expect(mistakes({ attributes: { Room: text(), ...attributes }, keys: ['Room', 'Key'] })).toEqual([says]);
    expect(mistakes({ attributes: { Room: text(), ...attributes }, partitionKeys: ['Key'] })).toEqual([says]);
    expect(mistakes({ keys: ['constructor'] })).toHaveLength(1);
  });
});
