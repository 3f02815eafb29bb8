import * as z from 'zod/mini';
import { accessLog } from '../../shared/datasets/access-log.ts';
import { changeDatasets } from '../../shared/delivery-streams.ts';

const layout = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('keys'), keys: z.array(z.string()).check(z.minLength(1)) }),
  z.strictObject({ by: z.literal('hour') }),
]);

const common = {
  name: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,63}$/)),
  // A replay must not write where it reads.
  prefix: z.string().check(z.regex(/^(?!(?:errors|parked|replayed|ledger)\/)[a-z0-9-]+(?:\/[a-z0-9-]+)*\/$/)),
  layout,
};

/** Of a table's changes: the replay writes rows under the prefix. */
const changeEntry = z.strictObject({
  ...common,
  dataset: z.enum(Object.keys(changeDatasets) as [string, ...string[]]),
});

/** Of a log: the replay sends records to another delivery stream, by its physical name. */
const logEntry = z.strictObject({
  ...common,
  dataset: z.literal(accessLog.name),
  input: z.discriminatedUnion('format', [
    z.strictObject({ format: z.literal('log') }),
    z.strictObject({ format: z.literal('csv'), header: z.array(z.string()).check(z.minLength(1)) }),
  ]),
  writer: z.strictObject({
    kind: z.literal('delivery-stream'),
    // https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
    name: z.string().check(z.regex(/^[a-zA-Z0-9_.-]{1,64}$/)),
  }),
});

const entry = z.union([changeEntry, logEntry]);

export type ChangeStreamEntry = z.infer<typeof changeEntry>;
export type LogStreamEntry = z.infer<typeof logEntry>;
export type DeliveryStreamEntry = ChangeStreamEntry | LogStreamEntry;

const entries = z.array(entry).check(z.refine((list) => list.every(keysAreKnown)));

/** Reads `DELIVERY_STREAMS`, the list that the template was made from, as JSON. Empty where it is anything else. */
export function readDeliveryStreams(text: string): DeliveryStreamEntry[] {
  return entries.safeParse(parseJson(text)).data ?? [];
}

export const isLogEntry = (entry: DeliveryStreamEntry): entry is LogStreamEntry => 'writer' in entry;

/** Firehose's prefix can only name keys that the codec emits. */
function keysAreKnown(entry: DeliveryStreamEntry): boolean {
  const { partitionKeys } = isLogEntry(entry) ? accessLog : changeDatasets[entry.dataset]!;
  return entry.layout.by === 'hour' || entry.layout.keys.every((key) => partitionKeys.includes(key));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
