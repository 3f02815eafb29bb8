import type { Clock } from '../clock.ts';
import type { Queue } from './queue.ts';
import type { QueueSettings } from './settings.ts';

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
  /** Of a queue that is there. */
  settingsOf(queueName: string): QueueSettings | undefined;
  create(settings: QueueSettings): void;
  /** With all that is in it. */
  remove(queueName: string): void;
}
