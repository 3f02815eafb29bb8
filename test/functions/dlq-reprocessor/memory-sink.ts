import type { PutAnswer, RecordSink } from '../../../functions/dlq-reprocessor/record-sink.ts';

/** Delivery streams in memory. */
export interface MemorySink {
  /** Every record that was accepted, in order. */
  accepted: { deliveryStream: string; text: string }[];
  /** How many records each call held. */
  calls: number[];
}

export const createMemorySink = (): MemorySink => ({ accepted: [], calls: [] });

/** What a call comes to: `take` says for each record whether it is accepted, `answer` may put another answer in place of the honest one. */
export interface CallFate {
  take(index: number): boolean;
  answer?: PutAnswer;
}

/** Stands around every call. What it waits for in `after` comes once the records are accepted. */
export interface SinkGate {
  before(deliveryStream: string): Promise<CallFate>;
  after(): Promise<void>;
}

const open: SinkGate = { before: async () => ({ take: () => true }), after: async () => {} };

/** What Firehose does for a replay, on delivery streams in memory. */
export function createMemoryRecordSink({ accepted, calls }: MemorySink, gate: SinkGate = open): RecordSink {
  return {
    async putBatch(deliveryStream, records) {
      const { take, answer } = await gate.before(deliveryStream);
      calls.push(records.length);
      const refused = new Map<number, { code: string; message: string }>();
      for (const [index, record] of records.entries()) {
        if (take(index)) accepted.push({ deliveryStream, text: record.toString() });
        else refused.set(index, { code: 'ServiceUnavailableException', message: 'Slow down.' });
      }
      await gate.after();
      return answer ?? { outcome: 'answered', refused };
    },
  };
}

/** The paths of accepted requests, in order: what tells the records of these tests apart. */
export const pathsOf = ({ accepted }: MemorySink): string[] =>
  accepted.map(({ text }) => (JSON.parse(text) as { Path: string }).Path);
