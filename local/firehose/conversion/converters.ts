import type { ConversionConfiguration } from './configuration.ts';
import type { Convert } from './convert.ts';
import type { ParquetFiles } from './parquet-files.ts';
import type { Column } from './schema.ts';

/** What all delivery streams convert with. */
export interface Converters {
  of(conversion: ConversionConfiguration, columns: Column[]): Convert;
  close(): Promise<void>;
}

/** DuckDB is large: it is loaded at the first conversion. */
export function createConverters(directory: string): Converters {
  let files: Promise<ParquetFiles> | undefined;
  const openFiles = async (): Promise<ParquetFiles> =>
    (await import('./parquet-files.ts')).createParquetFiles(directory);
  const load = async (conversion: ConversionConfiguration, columns: Column[]): Promise<Convert> => {
    const { createConvert } = await import('./convert.ts');
    files ??= openFiles();
    return createConvert(conversion, columns, await files);
  };
  return {
    of(conversion, columns) {
      let loaded: Promise<Convert> | undefined;
      return async (pieces, onFailure) => {
        loaded ??= load(conversion, columns);
        return (await loaded)(pieces, onFailure);
      };
    },
    close: async () => (await files)?.close(),
  };
}
