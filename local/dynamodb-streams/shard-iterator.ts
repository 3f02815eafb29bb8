/** Where a reader of a shard stands. The token holds all of it, so a restart forgets nothing. */
export interface ShardIterator {
  streamArn: string;
  /** The sequence number to read behind. */
  after: string;
  /** Milliseconds, by the stack's clock. */
  issuedMs: number;
}

/** `<stream ARN>|1|<the rest>`, as AWS's. */
export const encodeShardIterator = ({ streamArn, after, issuedMs }: ShardIterator): string =>
  `${streamArn}|1|${Buffer.from(`${after} ${issuedMs}`).toString('base64url')}`;

/** Undefined for what {@link encodeShardIterator} did not make. */
export function decodeShardIterator(token: string): ShardIterator | undefined {
  const [streamArn = '', version, rest = ''] = token.split('|');
  const [, after, issued] = /^(\d{21}) (\d+)$/.exec(Buffer.from(rest, 'base64url').toString()) ?? [];
  if (version !== '1' || after === undefined) return undefined;
  return { streamArn, after, issuedMs: Number(issued) };
}
