import { constants, inflateRawSync } from 'node:zlib';
import type { StreamConversion } from '../../../../local/firehose/conversion/convert-buffer.ts';
import { decodeFrames } from '../../../../local/firehose/conversion/frames.ts';
import { parseHiveType } from '../../../../local/firehose/conversion/hive-type.ts';
import type { Column } from '../../../../local/firehose/conversion/schema.ts';

/** What of a destination asks for Parquet by the columns of `lake.rows`. */
export const conversionOf = (
  changes: {
    openX?: Record<string, unknown>;
    parquet?: Record<string, unknown>;
    schema?: Record<string, unknown>;
  } = {},
) => ({
  DataFormatConversionConfiguration: {
    Enabled: true,
    InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: changes.openX ?? {} } },
    OutputFormatConfiguration: { Serializer: { ParquetSerDe: changes.parquet ?? {} } },
    SchemaConfiguration: {
      RoleARN: 'arn:aws:iam::000000000000:role/firehose',
      DatabaseName: 'lake',
      TableName: 'rows',
      ...changes.schema,
    },
  },
});

export const CONVERSION = conversionOf();

export const CATALOG_TABLE = {
  catalogId: '000000000000',
  databaseName: 'lake',
  tableName: 'rows',
  region: 'us-east-1',
  versionId: 'LATEST',
  catalogArn: 'arn:aws:glue:us-east-1:000000000000:catalog',
};

/** Columns of a table by the names of their types. */
export function columns(types: Record<string, string>): Column[] {
  return Object.entries(types).map(([name, source]) => {
    const type = parseHiveType(source);
    if ('unknown' in type) throw new Error(type.unknown);
    return { name, type };
  });
}

/** Hands rows through as they are, takes its time, and refuses every seventh record, told by its id. */
export function fakeConversion({
  pause,
  isOutOfOrder,
}: {
  pause: () => Promise<void>;
  isOutOfOrder: () => boolean;
}): StreamConversion {
  return {
    table: CATALOG_TABLE,
    async convert(pieces, onFailure) {
      await pause();
      const converted = { records: 0, bytes: 0, sourceBytes: 0, oldestArrivalMs: Number.POSITIVE_INFINITY };
      const rows: Buffer[] = [];
      for (const piece of pieces) {
        for (const record of decodeFrames(inflateRawSync(piece, { finishFlush: constants.Z_SYNC_FLUSH }))) {
          if (Number(/\d+/.exec(record.data.toString())?.[0]) % 7 === 0) {
            onFailure(record, { code: 'DataFormatConversion.MalformedData', message: 'seven' });
            continue;
          }
          rows.push(record.data);
          converted.records += 1;
          converted.bytes += record.data.length;
          converted.sourceBytes += record.sourceBytes;
          converted.oldestArrivalMs = Math.min(converted.oldestArrivalMs, record.arrivalMs);
        }
        // After some failures are told, which must not be told twice.
        if (isOutOfOrder()) throw new Error('no space left on device');
      }
      return { ...converted, object: rows.length > 0 ? Buffer.concat(rows) : undefined };
    },
  };
}
