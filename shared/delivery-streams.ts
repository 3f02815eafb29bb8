import type { Dataset } from './dataset.ts';
import { chatMessage } from './datasets/chat-message.ts';

/**
 * One road of a table's changes into the lake. From each entry come, in `infra/`, a Firehose delivery stream, its role, log
 * group and log stream, its transform function with role and log group, its alarms and graphs, its Glue table, and what the
 * reprocessor of failed records may do. The functions read the same list: the transform finds its dataset here, the
 * reprocessor those of every delivery stream.
 */
export interface ChangeDeliveryStream {
  /** Short name: metrics, error folders and commands use it. With underscores it is the Glue table's name. */
  name: string;
  /** Name of its transform, a function of its own from `functions/firehose-transform`: each counts its own failures. */
  transform: string;
  /** Short name of the Kinesis stream that it reads, see `infra/sources.ts`. */
  source: string;
  /** What the rows are. Their columns are in `infra/catalog/<dataset name>.yml`. */
  dataset: Dataset;
  /** Objects lie under this prefix, parted by `layout`. */
  prefix: string;
  layout: Layout;
}

/**
 * - `keys`: one folder `<key>=<value>/` per partition key that the transform emits (dynamic partitioning; it cannot be
 *   switched on or off later: rename the delivery stream to change it);
 * - `hour`: folders `yyyy/MM/dd/HH/` by arrival, in the zone of the stage.
 */
export type Layout = { by: 'keys'; keys: string[] } | { by: 'hour' };

/** To carry another dataset: its file in `shared/datasets/`, its columns in `infra/catalog/`, its entry here, and nothing else. */
export const changeDeliveryStreams: ChangeDeliveryStream[] = [
  {
    name: 'chat-by-livestream',
    transform: 'firehose-transform',
    source: 'changes',
    dataset: chatMessage,
    prefix: 'chat/by-livestream/',
    layout: { by: 'keys', keys: ['LivestreamID'] },
  },
  {
    name: 'chat-by-time',
    transform: 'firehose-transform-by-time',
    source: 'changes',
    dataset: chatMessage,
    prefix: 'chat/by-time/',
    layout: { by: 'hour' },
  },
];

/** The datasets that they carry, by name. */
export const changeDatasets: Readonly<Record<string, Dataset>> = Object.fromEntries(
  changeDeliveryStreams.map(({ dataset }) => [dataset.name, dataset]),
);
