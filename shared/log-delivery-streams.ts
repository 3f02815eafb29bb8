import { accessLog } from './datasets/access-log.ts';
import type { Layout } from './delivery-streams.ts';

/**
 * One road of a log into the lake: whoever has its records puts them on the delivery stream itself (Direct PUT). From each
 * entry come, in `infra/`, what comes from a `ChangeDeliveryStream` too, and a twin, `twinOf`, of the same prefix and table.
 *
 * These stand apart from `changeDeliveryStreams` because the transform of table changes carries that list in its bundle.
 */
export interface LogDeliveryStream {
  /** Short name: metrics, error folders and commands use it. With underscores it is the Glue table's name. */
  name: string;
  /** Name of its transform, a function of its own from `functions/geo-ip-transform`. */
  transform: string;
  /** What the rows are. Their columns are in `infra/catalog/<dataset name>.yml`. */
  dataset: typeof accessLog;
  /** What a record is: a line of a log (or the same as JSON), or a row of CSV with these columns. */
  input: { format: 'log' } | { format: 'csv'; header: string[] };
  /** What objects hold: gzipped lines of JSON, or Parquet that Firehose makes of them by the columns of the Glue table. */
  output: 'json' | 'parquet';
  /** Objects lie under this prefix, parted by `layout`. */
  prefix: string;
  layout: Layout & { by: 'keys' };
}

export const logDeliveryStreams: LogDeliveryStream[] = [
  {
    name: 'access-log',
    transform: 'geo-ip-transform',
    dataset: accessLog,
    input: { format: 'log' },
    output: 'parquet',
    prefix: 'access-log/',
    layout: { by: 'keys', keys: ['country', 'day'] },
  },
  {
    name: 'access-log-csv',
    transform: 'geo-ip-transform-csv',
    dataset: accessLog,
    input: {
      format: 'csv',
      header: ['Time', 'ClientIP', 'Method', 'Path', 'Protocol', 'Status', 'Bytes', 'Referer', 'UserAgent'],
    },
    output: 'json',
    prefix: 'access-log-csv/',
    layout: { by: 'keys', keys: ['country', 'day'] },
  },
];

/**
 * The delivery stream that replays the failed records of `name`: alike in all but its source of records (JSON of the
 * dataset's attributes, sent by the reprocessor) and its error prefix, which no automatic run reads. Rows of a log get
 * their geography from the transform, and become Parquet in Firehose: the reprocessor can write neither itself.
 */
export const twinOf = (name: string): string => `${name}-replay`;
