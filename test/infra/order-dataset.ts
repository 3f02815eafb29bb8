import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const schema = `
  import * as z from 'zod/mini';
  import { text, wholeNumber } from '../attributes.ts';
  import { defineDataset } from '../dataset.ts';
  export const order = defineDataset({
    name: 'order',
    attributes: { Shop: text(z.regex(/^[a-z]{1,32}$/)), Number: wholeNumber(999n) },
    keys: ['Shop', 'Number'],
    partitionKeys: ['Shop'],
  });
`;

/** The columns of `infra/catalog/order.yml`. */
export const orderColumns = [
  { Name: 'shop', Type: 'string', Comment: 'Shop' },
  { Name: 'number', Type: 'bigint', Comment: 'Number' },
  { Name: 'eventid', Type: 'string', Comment: 'Id' },
  { Name: 'eventname', Type: 'string', Comment: 'Kind' },
  { Name: 'eventtime', Type: 'string', Comment: 'Time' },
];

const entry = `
  {
    name: 'orders-by-shop',
    transform: 'orders-transform',
    source: 'changes',
    dataset: order,
    prefix: 'orders/by-shop/',
    layout: { by: 'keys', keys: ['Shop'] },
  },`;

type Change = 'schema' | 'catalog' | 'entry';

/** All that a team does to carry another dataset, in a copy of the sources: its file, its columns, its entry in the list. */
export function addOrders(sources: string, changes: Change[] = ['schema', 'catalog', 'entry']): void {
  if (changes.includes('schema')) writeFileSync(join(sources, 'shared/datasets/order.ts'), schema);
  if (changes.includes('catalog'))
    writeFileSync(join(sources, 'infra/catalog/order.yml'), JSON.stringify(orderColumns));
  if (!changes.includes('entry')) return;
  const list = join(sources, 'shared/delivery-streams.ts');
  const before = readFileSync(list, 'utf8');
  writeFileSync(list, `import { order } from './datasets/order.ts';\n${before.replace('\n];', `${entry}\n];`)}`);
}
