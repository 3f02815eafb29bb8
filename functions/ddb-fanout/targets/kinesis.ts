import { type KinesisClient, PutRecordsCommand, type PutRecordsRequestEntry } from '@aws-sdk/client-kinesis';
import { groupKeyOf } from '../attributes.ts';
import { kinesisLimits } from '../limits.ts';
import type { Declared, Target } from '../target.ts';
import { within } from '../within.ts';

/**
 * A data stream. The route's key is the partition key, so that its changes share a shard, in which they keep their order.
 *
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function kinesisTarget(
  client: KinesisClient,
  StreamName: string,
  { body, key: keyAttribute }: Declared<'kinesis'>,
): Target<PutRecordsRequestEntry> {
  return {
    limits: kinesisLimits,
    refusals: new Set(['InvalidArgumentException', 'ValidationException']),
    entryOf(change) {
      const Data = Buffer.from(body(change));
      const key = groupKeyOf(change, keyAttribute);
      return { payload: { Data, PartitionKey: key }, bytes: Data.length + Buffer.byteLength(key), key };
    },
    async send(Records, timeoutMs) {
      const answer = await within(timeoutMs, (abortSignal) =>
        client.send(new PutRecordsCommand({ StreamName, Records }), { abortSignal }),
      );
      return (answer.Records ?? []).map(
        ({ ErrorCode, SequenceNumber }) => ErrorCode ?? (SequenceNumber ? undefined : 'NoAnswer'),
      );
    },
  };
}
