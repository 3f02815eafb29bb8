import { type _Record, type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { firehoseLimits } from '../limits.ts';
import type { Declared, Target } from '../target.ts';
import { within } from '../within.ts';

/**
 * A delivery stream that takes records directly. Each record is one line: Firehose puts nothing between them.
 *
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export function firehoseTarget(
  client: FirehoseClient,
  DeliveryStreamName: string,
  { body }: Declared<'firehose'>,
): Target<_Record> {
  return {
    limits: firehoseLimits,
    // It takes any bytes. What it refuses is a delivery stream of the wrong kind, which a hand can mend.
    refusals: new Set(),
    entryOf(change) {
      const Data = Buffer.from(`${body(change)}\n`);
      return { payload: { Data }, bytes: Data.length };
    },
    async send(Records, timeoutMs) {
      const answer = await within(timeoutMs, (abortSignal) =>
        client.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }), { abortSignal }),
      );
      return (answer.RequestResponses ?? []).map(
        ({ ErrorCode, RecordId }) => ErrorCode ?? (RecordId ? undefined : 'NoAnswer'),
      );
    },
  };
}
