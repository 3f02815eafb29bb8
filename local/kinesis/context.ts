import type { Clock } from '../clock.ts';
import type { Registry } from './registry.ts';
import type { Streams } from './types.ts';

/** What the operations work with. */
export interface KinesisContext {
  registry: Registry;
  streams: Streams;
  clock: Clock;
  region: string;
  accountId: string;
  /** Tells listeners that a stream has other shards. */
  notify(streamName: string): void;
}
