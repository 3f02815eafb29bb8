import type { Dataset } from '../shared/dataset.ts';
import { chatMessage } from '../shared/datasets/chat-message.ts';

/**
 * One road from the change stream into the lake. From each entry come a Firehose delivery stream, its role, log group and
 * log stream, its transform function with role and log group, its alarms and graphs, its Glue table, and what the reprocessor
 * of failed records knows of it and may do.
 */
export interface DeliveryStream {
  /** Short name: metrics, error folders and commands use it. With underscores it is the Glue table's name. */
  name: string;
  /** What is in it, for the catalog. */
  description: string;
  /** Logical id of the Kinesis stream it reads. */
  source: string;
  /** What the rows are. Their columns are in `infra/catalog/<dataset name>.yml`. */
  dataset: Dataset;
  transform: {
    /** Name of the function, one for each delivery stream: each counts its own failures. */
    name: string;
    /** Where its code and its `function.yml` lie. */
    folder: string;
  };
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

/** Every delivery stream. To add one: its dataset's file in `shared/datasets/`, its columns in `infra/catalog/`, its entry here. */
export const deliveryStreams: DeliveryStream[] = [
  {
    name: 'chat-by-livestream',
    description: 'Changes of chat messages, laid out for reading one livestream. Queries need livestreamid = one id.',
    source: 'ChangeStream',
    dataset: chatMessage,
    transform: { name: 'firehose-transform', folder: 'functions/firehose-transform' },
    prefix: 'chat/by-livestream/',
    layout: { by: 'keys', keys: ['LivestreamID'] },
  },
  {
    name: 'chat-by-time',
    description: 'Changes of chat messages, laid out by the hour in which they arrived. Bound hour in every query.',
    source: 'ChangeStream',
    dataset: chatMessage,
    transform: { name: 'firehose-transform-by-time', folder: 'functions/firehose-transform' },
    prefix: 'chat/by-time/',
    layout: { by: 'hour' },
  },
];
