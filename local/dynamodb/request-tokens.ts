import { hash } from 'node:crypto';
import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/message.ts';
import type { Request } from './dynalite.ts';
import { REQUEST_TOKEN_AGE_MS_MAX } from './limits.ts';

/** How many are remembered at once; beyond that the oldest are forgotten early. */
const TOKENS_MAX = 100_000;

/**
 * Makes a request with a `ClientRequestToken` happen once, however often it is sent: SDKs give each transaction a token, and send
 * it again when no answer comes. Remembered in this process only.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
 */
export interface RequestTokens {
  /** Throws `IdempotentParameterMismatchException` for a token that came with another request. What fails may be tried again. */
  once(input: Request, work: (input: Request) => Promise<Request>): Promise<Request>;
}

interface Remembered {
  fingerprint: string;
  answer: Promise<Request>;
  untilMs: number;
}

export function createRequestTokens(clock: Clock): RequestTokens {
  /** In the order of their first use. */
  const remembered = new Map<string, Remembered>();

  function forgetOld(): void {
    for (const [token, { untilMs }] of remembered) {
      if (untilMs > clock.now() && remembered.size <= TOKENS_MAX) break;
      remembered.delete(token);
    }
  }

  return {
    async once(input, work) {
      const { ClientRequestToken: token, ReturnConsumedCapacity: _, ...request } = input;
      if (typeof token !== 'string') return work(input);
      forgetOld();
      const fingerprint = hash('sha256', JSON.stringify(request), 'base64');
      const earlier = remembered.get(token);
      if (earlier && earlier.fingerprint !== fingerprint) {
        throw new AwsError(
          'com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException',
          'Specified idempotent token was used with different request parameters within the idempotency window',
        );
      }
      if (earlier) return earlier.answer;
      const answer = work(input);
      remembered.set(token, { fingerprint, answer, untilMs: clock.now() + REQUEST_TOKEN_AGE_MS_MAX });
      try {
        return await answer;
      } catch (error) {
        remembered.delete(token);
        throw error;
      }
    },
  };
}
