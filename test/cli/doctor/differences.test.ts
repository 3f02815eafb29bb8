import { expect, it } from 'vitest';
import { canonical, differences, inWords } from '../../../cli/doctor/differences.ts';

it.each([
  ['the same', { a: 1, b: [{ c: 'x' }] }, { a: 1, b: [{ c: 'x' }] }],
  ['what a service adds', { a: 1 }, { a: 1, b: 2 }],
  ['a number written as text', { a: '1', b: true }, { a: 1, b: 'true' }],
  ['what is off and what is absent', { a: false }, {}],
])('%s is no difference', (_name, expected, actual) => {
  expect(differences(expected, actual)).toEqual([]);
});

it.each([
  ['another value', { a: { b: 1 } }, { a: { b: 2 } }, 'a.b is 2, in the template 1'],
  ['what is absent', { a: { b: 'x' } }, {}, 'a.b is absent, in the template x'],
  ['an item too few', { a: [1, 2] }, { a: [1] }, 'a is [1], in the template [1,2]'],
  ['another item', { a: [1, { b: 2 }] }, { a: [1, { b: 3 }] }, 'a[1].b is 3, in the template 2'],
  ['what is on and ought to be off', { a: false }, { a: true }, 'a is true, in the template false'],
])('%s is told by its place', (_name, expected, actual, words) => {
  expect(differences(expected, actual).map(inWords)).toEqual([words]);
});

it('a canonical text knows no order, and takes one for a list of one', () => {
  expect(canonical({ b: ['x', 'y'], a: ['z'] })).toBe(canonical({ a: 'z', b: ['y', 'x'] }));
  expect(canonical({ a: 'x' })).not.toBe(canonical({ a: 'y' }));
  expect(canonical({ a: true })).toBe(canonical({ a: 'true' }));
});
