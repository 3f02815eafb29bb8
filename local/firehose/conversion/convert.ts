import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { constants, inflateRaw } from 'node:zlib';
import type { ConversionConfiguration } from './configuration.ts';
import { type BufferedRecord, decodeFrames } from './frames.ts';
import type { ParquetFiles } from './parquet-files.ts';
import { createRecordReader } from './read-record.ts';
import type { Column } from './schema.ts';

/** What the conversion of one buffer came to. */
export interface Converted {
  /** The Parquet file; undefined where no record could be converted. */
  object: Buffer | undefined;
  /** Of the records in it. */
  records: number;
  bytes: number;
  sourceBytes: number;
  /** Milliseconds since the epoch; infinite where there are none. */
  oldestArrivalMs: number;
}

/**
 * Converts the records of one buffer, which come as pieces of whole frames, deflated one by one, and tells of each record that
 * cannot be converted. Rejects where the machine does not let it, a full disk say: then it may be tried again.
 */
export type Convert = (
  pieces: Buffer[],
  onFailure: (record: BufferedRecord, failure: { code: string; message: string }) => void,
) => Promise<Converted>;

const inflate = promisify<Buffer, { finishFlush: number }, Buffer>(inflateRaw);

/** How many rows are read before other work has its turn. */
const ROWS_PER_TURN = 500;

/** Reads piece by piece, so that of a large buffer only the compressed bytes and DuckDB's columns are in memory. */
export function createConvert(
  { keys, compression, version }: ConversionConfiguration,
  columns: Column[],
  parquetFiles: ParquetFiles,
): Convert {
  const readRecord = createRecordReader(columns, keys);
  return (pieces, onFailure) =>
    parquetFiles.write({ columns, compression, version }, async (append) => {
      const converted = { records: 0, bytes: 0, sourceBytes: 0, oldestArrivalMs: Number.POSITIVE_INFINITY };
      let rows = 0;
      for (const piece of pieces) {
        for (const record of decodeFrames(await inflate(piece, { finishFlush: constants.Z_SYNC_FLUSH }))) {
          const read = readRecord(record.data);
          if (read.ok) {
            for (const row of read.rows) append(row);
            converted.records += 1;
            converted.bytes += record.data.length;
            converted.sourceBytes += record.sourceBytes;
            converted.oldestArrivalMs = Math.min(converted.oldestArrivalMs, record.arrivalMs);
          } else onFailure(record, read);
          rows += 1;
          if (rows % ROWS_PER_TURN === 0) await setImmediate();
        }
      }
      return converted;
    });
}
