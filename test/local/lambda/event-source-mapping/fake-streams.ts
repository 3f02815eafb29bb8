import type { Streams } from '../../../../local/kinesis/types.ts';
import { createFakeStream, type FakeStream } from '../../firehose/fake-stream.ts';

/** One Kinesis stream in memory, in the shape of all streams. `gone` makes every use throw. */
export interface FakeStreams extends FakeStream {
  streams: Streams;
  gone: boolean;
  /** Drops the records that a shard holds, as retention does. */
  trim(shardId: string): void;
}

export function createFakeStreams(now: () => number, shardCount = 1): FakeStreams {
  const stream = createFakeStream(now, shardCount);
  const whenThere = () => {
    if (fake.gone) throw new Error('no such stream');
    return stream;
  };
  const horizons = new Map<string, string>();
  const fake: FakeStreams = Object.assign(stream, {
    gone: false,
    trim(shardId: string) {
      const latest = stream.latest(shardId);
      if (typeof latest === 'object' && 'after' in latest) horizons.set(shardId, latest.after);
    },
    streams: {
      put: () => [],
      shards: () => whenThere().shards(),
      latest: (_name, shardId) => whenThere().latest(shardId),
      read(_name, shardId, position, limit) {
        const horizon = horizons.get(shardId) ?? '';
        const isTrimmed = typeof position === 'object' && 'after' in position && position.after < horizon;
        const from = position === 'TRIM_HORIZON' || isTrimmed ? { after: horizon } : position;
        return whenThere().read(shardId, from, limit);
      },
      onChange: (_name, listener) => stream.onChange(listener),
    } satisfies Streams,
  });
  return fake;
}
