import { globSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../shared/dataset.ts';

const folder = join(import.meta.dirname, '../../../shared/datasets');

/** Those of a table's changes: the datasets that have keys. */
const datasets: Dataset[] = [];
for (const file of globSync('*.ts', { cwd: folder })) {
  const exported = Object.values((await import(join(folder, file))) as Record<string, object>);
  datasets.push(...exported.filter((dataset) => 'itemKeys' in dataset).map((dataset) => dataset as Dataset));
}

describe.each(datasets)('the dataset $name', ({ attributes, keys, partitionKeys }) => {
  it('has its keys among its attributes', () => {
    expect(keys.filter((name) => !Object.hasOwn(attributes, name))).toEqual([]);
  });

  it('partitions by keys, so that a removal has them too', () => {
    expect(partitionKeys.filter((name) => !keys.includes(name))).toEqual([]);
  });

  it('lets no value through as a partition key that Firehose or S3 would take amiss', () => {
    for (const name of partitionKeys) {
      for (const value of ['', '/', 'a/b', '..', 'a=b', 'a b', 'a\n', '\0', '!{x}']) {
        expect(attributes[name]?.schema['~standard'].validate(value), value).toHaveProperty('issues');
      }
    }
  });
});
