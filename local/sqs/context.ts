import type { Clock } from '../clock.ts';
import type { Queue } from './queue.ts';

/** A queue and where it is. */
export interface HostedQueue {
  queue: Queue;
  arn: string;
  createdMs: number;
}

/** What the operations work with. */
export interface SqsContext {
  clock: Clock;
  /** Takes a queue's name or URL, whatever its host; throws `QueueDoesNotExist`. */
  find(queueUrlOrName: unknown): HostedQueue;
  urlOf(queueName: string): string;
}
