/** Why a record, or a whole call, was not accepted. Firehose's words; they hold nothing of a record's content. */
export interface Refusal {
  code: string;
  message: string;
}

/** What became of a batch of records. */
export type PutAnswer =
  /** Accepted, but for these entries. */
  | { outcome: 'answered'; refused: ReadonlyMap<number, Refusal> }
  /** Nothing was accepted: there is too much at this moment. */
  | { outcome: 'throttled'; refusal: Refusal }
  /** There was no answer. All of it may have been accepted, or none. */
  | { outcome: 'unknown'; refusal: Refusal }
  /** Nothing was accepted, and trying again mends nothing: the delivery stream is not there, or may not be written to. */
  | { outcome: 'refused'; refusal: Refusal };

/** All that a replay asks of Firehose. It never throws for what the service answers. */
export interface RecordSink {
  /** Puts records on a delivery stream (by its physical name), within the limits of `limits.ts`. */
  putBatch(deliveryStream: string, records: readonly Buffer[]): Promise<PutAnswer>;
}
