import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readPrices } from '../../../cli/cost/prices.ts';

const directory = mkdtempSync(join(tmpdir(), 'tributary-prices-'));
afterAll(() => rmSync(directory, { recursive: true }));

const file = (content: string) => {
  const path = join(directory, 'prices.json');
  writeFileSync(path, content);
  return path;
};

it('a price file of one’s own takes the place of the one that ships', () => {
  const own = { ...readPrices(), region: 'ap-northeast-2', verified: true, firehoseGb: 0.036 };
  expect(readPrices(file(JSON.stringify(own)))).toEqual(own);
});

it.each([
  ['a price left out', { firehoseGb: undefined }, /firehoseGb: /],
  ['a price misspelt', { firehoseGB: 1 }, /firehoseGB/],
  ['a price below nothing', { s3GbMonth: -1 }, /s3GbMonth: /],
  ['no date', { date: 'yesterday' }, /date: /],
  ['no source', { source: [] }, /source: /],
])('a price file with %s is refused, and what is wrong is named', (_name, change, message) => {
  const path = file(JSON.stringify({ ...readPrices(), ...change }));
  expect(() => readPrices(path)).toThrow(message);
  expect(() => readPrices(path)).toThrow(/Begin with a copy of cli\/cost\/prices\.json/);
});

it('a price file that is not there is named', () => {
  expect(() => readPrices(join(directory, 'none.json'))).toThrow(/none\.json cannot be read as JSON/);
});
