import type { Clock } from '../clock.ts';
import type { TableStreams } from '../dynamodb/table-streams.ts';

/** What the operations work with. */
export interface StreamsContext {
  clock: Clock;
  streams: TableStreams;
}
