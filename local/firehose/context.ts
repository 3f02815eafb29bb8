import type { HostedStream } from './hosted-stream.ts';
import type { PutQuota } from './put-quota.ts';

/** What the operations of the wire protocol work on. */
export interface FirehoseContext {
  accountId: string;
  /** Throws `ResourceNotFoundException`. */
  find(name: unknown): HostedStream;
  /** In alphabetical order. */
  names(): string[];
  /** Answers the ARN. Throws `ResourceInUseException` and whatever AWS refuses in the properties. */
  create(properties: Record<string, unknown>): Promise<string>;
  /**
   * Delivers what is in hand and goes on with other properties and the next version. Throws whatever AWS refuses in them.
   */
  change(name: string, properties: Record<string, unknown>): Promise<void>;
  /** Records that are not delivered yet are gone, as on AWS. */
  remove(name: string): Promise<void>;
  quotaOf(name: string): PutQuota;
}
