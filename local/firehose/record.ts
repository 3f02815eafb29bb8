/** A record as Firehose handles it, after de-aggregation. */
export interface InputRecord {
  /** What the transform sees and must answer. */
  recordId: string;
  data: Buffer;
  /** Milliseconds since the epoch. */
  arrivalMs: number;
  /** Only with a Kinesis source. */
  kinesis?: { partitionKey: string; sequenceNumber: string; subsequenceNumber: number };
}

/** A record that goes to an error object. */
export interface Failure {
  /** `!{firehose:error-output-type}`. */
  outputType: string;
  code: string;
  message: string;
  /** The transform's ARN, where it was the transform that failed. */
  lambdaArn?: string | undefined;
  attemptsMade: number;
}

/** What becomes of one record. */
export type Outcome =
  | {
      kind: 'ok';
      data: Buffer;
      keysFromLambda?: Record<string, string> | undefined;
      keysFromQuery?: Record<string, string> | undefined;
    }
  | { kind: 'dropped' }
  | { kind: 'failed'; failure: Failure };

export const DROPPED: Outcome = { kind: 'dropped' };

const SUB_RECORD_DIGITS = 6;

/** What error objects of the format conversion call a record by, whatever its source. */
export const sequenceOf = ({ recordId }: InputRecord): { sequenceNumber: string; subSequenceNumber: number } => ({
  sequenceNumber: recordId.slice(0, -SUB_RECORD_DIGITS),
  subSequenceNumber: Number(recordId.slice(-SUB_RECORD_DIGITS)),
});

/** AWS appends six digits of sub-record number to the sequence number. */
export const recordIdOf = (sequenceNumber: string, subsequenceNumber: number): string =>
  sequenceNumber + (subsequenceNumber === 0 ? '000000' : String(subsequenceNumber).padStart(SUB_RECORD_DIGITS, '0'));
