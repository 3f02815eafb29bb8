/** Why a record can fail, in the order in which the reasons are tested: the first that holds is the reason. */
export const failureReasons = [
  'InvalidBase64',
  'InvalidUtf8',
  'InvalidJson',
  'NotAChangeRecord',
  'MissingImage',
  'SchemaViolation',
  'ResponseTooLarge',
] as const;

export type FailureReason = (typeof failureReasons)[number];

/** Why a record is left out on purpose. */
export type DropRule = 'TtlRemoval';

/** The record makes no row, and nobody wants one. */
export interface Dropped {
  result: 'Dropped';
  rule: DropRule;
}

/** The record is not what it should be. Nothing in here comes from the record's content. */
export interface ProcessingFailed {
  result: 'ProcessingFailed';
  reason: FailureReason;
  /** The schema's name of the attribute that fails. Never a name that only the record knows. */
  path?: string;
}

export function failed(reason: FailureReason, path?: string): ProcessingFailed {
  return path === undefined ? { result: 'ProcessingFailed', reason } : { result: 'ProcessingFailed', reason, path };
}
