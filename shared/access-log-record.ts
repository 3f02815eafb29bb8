import type { AccessLogDropped, AccessLogFailure } from './access-log-verdict.ts';
import type { TextForm } from './text-form.ts';

/**
 * What a record says of one request, by column: strings as they are, numbers as the digits they came as, null where the
 * server wrote that there is nothing. A symbol stands for what is neither; no schema lets it through.
 */
export interface AccessFields {
  ClientIP: Field;
  Time: Field;
  Method: Field;
  Path: Field;
  Protocol: Field;
  Status: Field;
  Bytes: Field;
  Referer: Field;
  UserAgent: Field;
}

export type Field = string | null | symbol;

export interface AccessRecord {
  result: 'Ok';
  /** Not yet judged. */
  fields: AccessFields;
  /** How the strings in it stand for text. */
  form: TextForm;
  /** Whether JSON takes every string in it as it is, without an escape. */
  isPlain: boolean;
}

/** Reads one record's bytes, which are UTF-8. */
export type AccessRecordReader = (bytes: Buffer) => AccessRecord | AccessLogDropped | AccessLogFailure;
