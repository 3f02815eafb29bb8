import type { AddressKind } from './ip-special-ranges.ts';

/** Why a record of an access log can fail, in the order in which the reasons are tested: the first that holds is the reason. */
export const accessLogFailureReasons = [
  'InvalidBase64',
  /** Longer than any server writes, see `recordBytesMax`. */
  'TooLong',
  'InvalidUtf8',
  /** Several lines, or several rows of CSV: one record has one verdict. */
  'SeveralRecords',
  'InvalidJson',
  'InvalidCsv',
  /** A row of CSV with more or fewer fields than the header. */
  'RaggedRow',
  'NotAnAccessLog',
  'SchemaViolation',
  'ResponseTooLarge',
] as const;

export type AccessLogFailureReason = (typeof accessLogFailureReasons)[number];

/** Why a record is left out on purpose. */
export type AccessLogDropRule = `${Exclude<AddressKind, 'Public'>}Address` | 'Unlocated' | 'CsvHeader';

/** The record is complete, and nobody wants a row of it. */
export interface AccessLogDropped {
  result: 'Dropped';
  rule: AccessLogDropRule;
}

/** The record is not what it should be. Nothing in here comes from the record's content. */
export interface AccessLogFailure {
  result: 'ProcessingFailed';
  reason: AccessLogFailureReason;
  /** The column, or the part of a line, that fails. */
  path?: string;
  /** Where in the record, bytes from its start. */
  position?: number;
}

export function accessLogFailure(reason: AccessLogFailureReason, path?: string, position?: number): AccessLogFailure {
  return {
    result: 'ProcessingFailed',
    reason,
    ...(path !== undefined && { path }),
    ...(position !== undefined && { position }),
  };
}
