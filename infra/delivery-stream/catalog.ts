import * as z from 'zod';
import type { RowDataset } from '../delivery-streams.ts';
import { ConfigurationError, type FrameworkContext } from '../framework.ts';
import { contentOf } from '../function-file.ts';

const catalogColumn = z.strictObject({ Name: z.string(), Type: z.string(), Comment: z.string() });

/** A column as `infra/catalog/<dataset>.yml` describes it. */
export type CatalogColumn = z.infer<typeof catalogColumn>;

/**
 * The columns of a dataset's rows. Throws {@link ConfigurationError} where they are missing, or are not those that the dataset
 * writes: a column that is not in the row would be null in every query.
 */
export async function catalogOf(dataset: RowDataset, framework: FrameworkContext): Promise<CatalogColumn[]> {
  const path = `infra/catalog/${dataset.name}.yml`;
  return readCatalog(path, await contentOf(path, framework), dataset);
}

/** See {@link catalogOf}. `at` says where the content stands. */
export function readCatalog(at: string, content: unknown, { name, columns }: RowDataset): CatalogColumn[] {
  const parsed = z.array(catalogColumn).safeParse(content);
  if (!parsed.success) {
    throw new ConfigurationError(
      `${at}, the columns of the dataset "${name}", is missing or is no list of columns, each with Name, Type and Comment. Write it after infra/catalog/chat-message.yml.`,
    );
  }
  const written = columns.map((column) => `${column.name.toLowerCase()} ${column.glueType}`);
  const described = parsed.data.map(({ Name, Type }) => `${Name} ${Type}`);
  const wrong = written.findIndex((column, index) => column !== described[index]);
  if (wrong === -1 && described.length === written.length) return parsed.data;
  const index = wrong === -1 ? written.length : wrong;
  throw new ConfigurationError(
    `${at}: column ${index + 1} is ${described[index] ?? 'missing'}, but shared/datasets/${name}.ts writes ${written[index] ?? `only ${written.length}`}. The columns must be, in this order: ${written.join(', ')}.`,
  );
}
