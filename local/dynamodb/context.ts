import type { Clock } from '../clock.ts';
import { AwsError } from '../wire/message.ts';
import { check, type Database, type DynaliteOperation, type DynaliteStore, type Request } from './dynalite.ts';
import type { ExpirySweeper } from './expiry.ts';
import { ITEM_BYTES_MAX } from './limits.ts';
import type { RequestTokens } from './request-tokens.ts';
import type { Tables } from './table.ts';
import type { Writer } from './writer.ts';

/** What the operations work with. */
export interface Context {
  clock: Clock;
  /** For the operations that only read, and those on whole tables. */
  dynalite: DynaliteStore;
  database: Database;
  tables: Tables;
  writer: Writer;
  sweeper: ExpirySweeper;
  requestTokens: RequestTokens;
}

/** See `check` in dynalite.ts. */
export const checked = (operation: DynaliteOperation, input: Request): Request =>
  check(operation, input, ITEM_BYTES_MAX);

export const validationError = (message: string): AwsError =>
  new AwsError('com.amazon.coral.validate#ValidationException', message);
