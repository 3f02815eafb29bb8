import { cutBatches } from './batches.ts';
import { sendTriesMax, sendWaitMs, sendWaitMsMax, stopBeforeMs } from './limits.ts';
import type { RecordSink, Refusal } from './record-sink.ts';

/** What became of records that were sent. */
export interface Sent {
  accepted: number;
  /** How often a record was sent, and not refused, that may have been accepted before: there are no more repeats than this. */
  perhapsRepeated: number;
  /** Not accepted, as far as is known, in their order. */
  left: string[];
  /** Why some are left. `time`: the run has to end. `refused`: no try will help. `stuck`: many did not. */
  because?: 'time' | 'refused' | 'stuck';
  /** What Firehose said last. */
  refusal?: Refusal;
}

export interface SendConditions {
  /** Whether an earlier run may have sent these records. */
  isRepeated: boolean;
  /** Time until the function is stopped, milliseconds. */
  remainingMs: () => number;
}

/** Sends records, each a text, to a delivery stream, by its physical name. */
export type SendRecords = (
  deliveryStream: string,
  records: readonly string[],
  conditions: SendConditions,
) => Promise<Sent>;

export interface SendOptions {
  sink: RecordSink;
  /** In [0, 1). */
  random: () => number;
  wait: (ms: number) => Promise<void>;
}

interface Entry {
  text: string;
  data: Buffer;
  /** It may have been accepted: by an earlier run, or in a call that had no answer. */
  mayBeThere: boolean;
}

/**
 * Makes the function that sends records until all are accepted. Only those that are not are sent again, after a wait with full
 * jitter, while the run has time. It gives up where no try helps, or where many in a row had not one record accepted.
 *
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 */
export function createSendRecords({ sink, random, wait }: SendOptions): SendRecords {
  return async (deliveryStream, records, { isRepeated, remainingMs }) => {
    const sent: Sent = { accepted: 0, perhapsRepeated: 0, left: [] };
    let entries = records.map((text): Entry => ({ text, data: Buffer.from(text), mayBeThere: isRepeated }));
    for (let vainTries = 0; ; ) {
      const before = entries.length;
      entries = await sendOnce(deliveryStream, entries, sent);
      if (entries.length === 0) return withoutRefusal(sent);
      vainTries = entries.length < before ? 0 : vainTries + 1;
      const waitMs = random() * Math.min(sendWaitMsMax, sendWaitMs * 2 ** vainTries);
      if (sent.because === undefined && vainTries === sendTriesMax) sent.because = 'stuck';
      if (sent.because === undefined && remainingMs() - waitMs < stopBeforeMs) sent.because = 'time';
      if (sent.because !== undefined) return { ...sent, left: entries.map(({ text }) => text) };
      await wait(waitMs);
    }
  };

  /** Sends each batch once. Gives the entries that are left. */
  async function sendOnce(deliveryStream: string, entries: readonly Entry[], sent: Sent): Promise<Entry[]> {
    const left: Entry[] = [];
    for (const batch of cutBatches(entries)) {
      if (sent.because !== undefined) {
        left.push(...batch);
        continue;
      }
      const answer = await sink.putBatch(
        deliveryStream,
        batch.map(({ data }) => data),
      );
      if (answer.outcome === 'answered') {
        for (const [index, entry] of batch.entries()) {
          const refusal = answer.refused.get(index);
          if (refusal === undefined) {
            sent.accepted += 1;
            sent.perhapsRepeated += Number(entry.mayBeThere);
          } else {
            left.push(entry);
            sent.refusal = refusal;
          }
        }
        continue;
      }
      sent.refusal = answer.refusal;
      if (answer.outcome === 'refused') sent.because = 'refused';
      for (const entry of batch) {
        const isUnknown = answer.outcome === 'unknown';
        if (isUnknown) sent.perhapsRepeated += Number(entry.mayBeThere);
        left.push({ ...entry, mayBeThere: entry.mayBeThere || isUnknown });
      }
    }
    return left;
  }
}

/** What was said on the way to success is no news. */
function withoutRefusal({ refusal: _past, ...sent }: Sent): Sent {
  return sent;
}
