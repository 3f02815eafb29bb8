import type { Clock } from '../clock.ts';
import type { ReadLimits } from './read-limits.ts';
import type { Registry } from './registry.ts';
import type { Streams } from './types.ts';

/** What the operations work with. */
export interface KinesisContext {
  registry: Registry;
  streams: Streams;
  clock: Clock;
  /** Of GetRecords; other local services read as they like. */
  readLimits: ReadLimits;
  region: string;
  accountId: string;
  /** Tells listeners that a stream has other shards. */
  notify(streamName: string): void;
}
