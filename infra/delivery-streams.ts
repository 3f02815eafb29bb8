import { changeDeliveryStreams, type Layout } from '../shared/delivery-streams.ts';
import { type LogDeliveryStream, logDeliveryStreams, twinOf } from '../shared/log-delivery-streams.ts';
import type { Settings } from './parameters.ts';

/**
 * A delivery stream, as everything in this folder takes it. Four kinds come of what it has and has not:
 *
 * | kind | `source` | `transform` | `input` | `replayedBy` | `replays` |
 * |---|---|---|---|---|---|
 * | changes of a table (`shared/delivery-streams.ts`) | x | x | | | |
 * | a log (`shared/log-delivery-streams.ts`) | | x | x | x | |
 * | the twin of a log, `twinOf` | | x | x | | x |
 * | the archive of changes, `changes-archive` | | | | | |
 */
export interface DeliveryStream {
  /** Short name: metrics, error folders and commands use it. With underscores it is the Glue table's name. */
  name: string;
  /** What is in it, for the catalog and the stack's outputs. */
  description: string;
  /** Short name of the Kinesis stream that it reads, see `sources.ts`. Left out, records are put on it (Direct PUT). */
  source?: string;
  /** Left out, records are delivered as they come. */
  transform?: Transform;
  /** What a record is that somebody puts on it, where its transform can read several things. */
  input?: LogDeliveryStream['input'];
  /** What the rows are: they have a table. Left out, no table is made. */
  dataset?: RowDataset;
  /** What objects hold: gzipped lines of JSON, or Parquet that Firehose makes by the columns of the Glue table. */
  output: 'json' | 'parquet';
  /** Objects lie under this prefix, parted by `layout`. */
  prefix: string;
  layout: Layout;
  /** Short name of the twin that its failed records are replayed through. */
  replayedBy?: string;
  /** Short name of the delivery stream whose failed records are replayed through this one; it shares prefix and table. */
  replays?: string;
}

export interface Transform {
  /** Name of the function: one of its own, for each counts its own failures. */
  name: string;
  /** Where its code and its `function.yml` lie. */
  folder: string;
}

/** What `infra/` needs of a dataset, of either kind. */
export interface RowDataset {
  name: string;
  columns: readonly { name: string; glueType: string }[];
  partitionKeys: readonly string[];
}

/** Every delivery stream of a stage. Those of table changes are always there, the others by parameter. */
export function deliveryStreamsOf({ accessLog, fanOut }: Pick<Settings, 'accessLog' | 'fanOut'>): DeliveryStream[] {
  return [
    ...tableChanges,
    ...(accessLog ? logDeliveryStreams.flatMap((entry) => [logStream(entry), twin(entry)]) : []),
    ...(fanOut ? [changesArchive] : []),
  ];
}

const tableChanges = changeDeliveryStreams.map(
  (entry): DeliveryStream => ({
    ...entry,
    description: `Changes of the dataset ${entry.dataset.name}, ${layoutInWords(entry.layout)}.`,
    transform: { name: entry.transform, folder: 'functions/firehose-transform' },
    output: 'json',
  }),
);

const logFolder = 'functions/geo-ip-transform';

const logStream = (entry: LogDeliveryStream): DeliveryStream => ({
  ...entry,
  description: `Records of the log ${entry.dataset.name}, laid out by ${entry.layout.keys.join(' and ')}: bound them in every query.`,
  transform: { name: entry.transform, folder: logFolder },
  replayedBy: twinOf(entry.name),
});

/** What the reprocessor sends it is JSON, which is read as a line of the log is, whatever the log itself consists of. */
const twin = (entry: LogDeliveryStream): DeliveryStream => ({
  ...entry,
  name: twinOf(entry.name),
  description: `Failed records of ${entry.name} on their way back, sent by the reprocessor alone.`,
  transform: { name: twinOf(entry.transform), folder: logFolder },
  input: { format: 'log' },
  replays: entry.name,
});

/**
 * Every change with its old and new image, as `functions/ddb-fanout` puts it: nothing is judged, so nothing is refused. No table:
 * images are DynamoDB's own JSON, of whatever attributes an item has.
 */
const changesArchive: DeliveryStream = {
  name: 'changes-archive',
  description: 'Every change with old and new image as DynamoDB told it, a line of JSON each, by the hour of arrival.',
  output: 'json',
  prefix: 'changes-archive/',
  layout: { by: 'hour' },
};

function layoutInWords(layout: Layout): string {
  if (layout.by === 'hour') return 'laid out by the hour in which they arrived: bound hour in every query';
  const keys = layout.keys.map((key) => key.toLowerCase());
  return `laid out by ${keys.join(' and ')}: a query needs ${keys.map((key) => `${key} = one value`).join(' and ')}`;
}
