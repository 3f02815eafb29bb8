import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/message.ts';
import { openStream, type Stream } from './stream.ts';
import { createStreamFiles } from './stream-files.ts';
import { newStream, type StreamMode } from './stream-state.ts';

/** Every stream of the account, by name. Errors are AWS's. */
export interface Registry {
  /** In name order. */
  names(): string[];
  has(name: string): boolean;
  /** Whether `get` will answer. */
  isReadable(name: string): boolean;
  get(name: string): Stream;
  create(options: NewStreamOptions): Stream;
  delete(name: string): void;
  close(): void;
}

export interface NewStreamOptions {
  name: string;
  mode: StreamMode;
  shardCount: number;
  retentionHours: number;
  recordBytesMax: number;
}

/** Reads back what lies in `directory`. A stream whose state cannot be read answers every call with the reason. */
export function openRegistry({
  directory,
  clock,
  accountId,
}: {
  directory: string;
  clock: Clock;
  accountId: string;
}): Registry {
  const files = createStreamFiles(directory);
  const streams = new Map<string, Stream | { unreadable: string }>();
  for (const loaded of files.load()) {
    if (loaded.ok) streams.set(loaded.state.name, openStream(loaded.state, files, accountId, clock.now()));
    else streams.set(loaded.name, { unreadable: loaded.reason });
  }

  function find(name: string): Stream | { unreadable: string } {
    const found = streams.get(name);
    if (!found) throw new AwsError('ResourceNotFoundException', `Stream ${name} under account ${accountId} not found.`);
    return found;
  }

  return {
    names: () => [...streams.keys()].sort(),
    has: (name) => streams.has(name),
    isReadable: (name) => !('unreadable' in find(name)),
    get(name) {
      const found = find(name);
      if ('unreadable' in found) throw new AwsError('InternalFailure', found.unreadable, 500);
      return found;
    },
    create(options) {
      if (streams.has(options.name)) {
        throw new AwsError(
          'ResourceInUseException',
          `Stream ${options.name} under account ${accountId} already exists.`,
        );
      }
      const nowMs = clock.now();
      const state = newStream(options, nowMs);
      files.save(state);
      const stream = openStream(state, files, accountId, nowMs);
      streams.set(options.name, stream);
      return stream;
    },
    delete(name) {
      const found = find(name);
      if (!('unreadable' in found)) found.close();
      streams.delete(name);
      files.remove(name);
    },
    close() {
      for (const stream of streams.values()) if (!('unreadable' in stream)) stream.close();
    },
  };
}
