import * as z from 'zod/mini';
import type { Dataset } from '../../shared/dataset.ts';
import { changeDatasets as datasets } from '../../shared/delivery-streams.ts';
import { createErrorRecordCodec, type ErrorRecordCodec } from '../../shared/error-object-codec.ts';
import { fingerprintOf } from './fingerprint.ts';
import { createFolderOf, type FolderOf, type HourOf } from './folders.ts';

/** What a replay must know of a delivery stream: its codec, and how its rows are written. */
export interface DeliveryStream {
  /** Short name. */
  name: string;
  dataset: Dataset;
  judge: ErrorRecordCodec;
  /** Of the schema that judges. */
  schema: string;
  writer: RowsWriter;
}

/** Rows are written as objects under the layout's own prefix. */
export interface RowsWriter {
  kind: 'rows';
  prefix: string;
  folderOf: FolderOf;
}

const layout = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('keys'), keys: z.array(z.string()).check(z.minLength(1)) }),
  z.strictObject({ by: z.literal('hour') }),
]);

const entry = z.strictObject({
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/)),
  dataset: z.enum(Object.keys(datasets) as [string, ...string[]]),
  // A replay must not write where it reads.
  prefix: z.string().check(z.regex(/^(?!(?:errors|parked|replayed|ledger)\/)[a-z0-9-]+(?:\/[a-z0-9-]+)*\/$/)),
  layout,
});

export type DeliveryStreamEntry = z.infer<typeof entry>;

const entries = z.array(entry).check(z.refine((list) => list.every(keysAreKnown)));

/** Reads `DELIVERY_STREAMS`, the list that the template was made from, as JSON. Empty where it is anything else. */
export function readDeliveryStreams(text: string): DeliveryStreamEntry[] {
  return entries.safeParse(parseJson(text)).data ?? [];
}

/** Firehose's prefix can only name keys that the codec emits. */
function keysAreKnown({ dataset, layout }: DeliveryStreamEntry): boolean {
  return layout.by === 'hour' || layout.keys.every((key) => datasets[dataset]?.partitionKeys.includes(key));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The typed table: each delivery stream with its codec and its writer, by short name. */
export function createDeliveryStreams(entries: readonly DeliveryStreamEntry[], hourOf: HourOf) {
  return new Map(
    entries.map((entry): [string, DeliveryStream] => {
      const dataset = datasets[entry.dataset]!;
      const judge = createErrorRecordCodec(dataset, entry.layout.by === 'keys' ? entry.layout.keys : []);
      const folderOf = createFolderOf(entry.prefix, entry.layout, hourOf);
      const writer: RowsWriter = { kind: 'rows', prefix: entry.prefix, folderOf };
      return [entry.name, { name: entry.name, dataset, judge, schema: fingerprintOf(dataset), writer }];
    }),
  );
}
