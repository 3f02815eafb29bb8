import type { Neighbours } from '../../../local/stack.ts';

/** Where a stack can be made to die: before and after each thing that leaves a trace outside it. */
export const failpoints = [
  /** The items and their changes are on disk, the stream does not have the changes. */
  'before-stream',
  /** The stream has them, the table does not know it. */
  'after-stream',
  'before-invoke',
  /** The rows are made, no object has them. */
  'after-invoke',
  'before-object',
  /** The object is there, no checkpoint says so. */
  'after-object',
] as const;

export type Failpoint = (typeof failpoints)[number];

/** What the table and Firehose call, with `reached` told of every failpoint that is passed. */
export function withFailpoints(
  { streams, functions, buckets }: Neighbours,
  reached: (failpoint: Failpoint) => void,
): Neighbours {
  return {
    streams: {
      ...streams,
      put(streamName, entries) {
        reached('before-stream');
        const results = streams.put(streamName, entries);
        reached('after-stream');
        return results;
      },
    },
    functions: {
      async invoke(functionName, payload) {
        reached('before-invoke');
        const result = await functions.invoke(functionName, payload);
        reached('after-invoke');
        return result;
      },
    },
    buckets: {
      ...buckets,
      async putObject(bucket, key, body, options) {
        reached('before-object');
        const stored = await buckets.putObject(bucket, key, body, options);
        reached('after-object');
        return stored;
      },
    },
  };
}
