import { z } from 'zod';
import { AwsError } from '../wire/message.ts';
import { NEXT_TOKEN_AGE_MS_MAX } from './limits.ts';
import { SHARD_FILTER_TYPES } from './shard-filter.ts';

const nextToken = z.object({
  StreamName: z.string(),
  /** The number of the last shard that was listed. */
  after: z.int(),
  filter: z
    .object({ Type: z.enum(SHARD_FILTER_TYPES), ShardId: z.string().optional(), Timestamp: z.number().optional() })
    .optional(),
  issuedMs: z.number(),
});

/** Where a listing of shards goes on, whole in the token. */
export type NextToken = z.infer<typeof nextToken>;

export function encodeNextToken(token: NextToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** Throws AWS's errors; the text for a token that is none is ours. */
export function decodeNextToken(text: string, nowMs: number): NextToken {
  const token = parse(text);
  if (!token) throw new AwsError('InvalidArgumentException', 'Invalid NextToken.');
  if (nowMs - token.issuedMs > NEXT_TOKEN_AGE_MS_MAX) {
    throw new AwsError(
      'ExpiredNextTokenException',
      `The NextToken is older than ${NEXT_TOKEN_AGE_MS_MAX / 1000} seconds.`,
    );
  }
  return token;
}

function parse(text: string): NextToken | undefined {
  try {
    return nextToken.parse(JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  } catch {
    return undefined;
  }
}
