import { type FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { firehoseBatchBytesMax, firehoseBatchRecordsMax } from '../../../shared/limits.ts';
import { UserError } from '../../output.ts';
import { backoff, TRIES_MAX } from '../../workload/backoff.ts';
import type { SampleRecord } from './sample.ts';

/** Puts records on a delivery stream. `onSent` is told of each that was accepted. Throws {@link UserError} if some never are. */
export async function sendRecords(
  firehose: FirehoseClient,
  deliveryStream: string,
  records: Iterable<SampleRecord>,
  onSent: (record: SampleRecord) => void,
): Promise<void> {
  let batch: SampleRecord[] = [];
  let bytes = 0;
  for (const record of records) {
    if (batch.length === firehoseBatchRecordsMax || bytes + encodedBytes(record) > firehoseBatchBytesMax) {
      await sendBatch(firehose, deliveryStream, batch, onSent);
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += encodedBytes(record);
  }
  await sendBatch(firehose, deliveryStream, batch, onSent);
}

const encodedBytes = ({ data }: SampleRecord): number => 4 * Math.ceil(data.length / 3);

async function sendBatch(
  firehose: FirehoseClient,
  DeliveryStreamName: string,
  batch: SampleRecord[],
  onSent: (record: SampleRecord) => void,
): Promise<void> {
  let left = batch;
  for (let attempt = 1; left.length > 0; attempt += 1) {
    if (attempt > TRIES_MAX) throw new UserError(`${DeliveryStreamName} refuses ${left.length} records.`);
    if (attempt > 1) await backoff(attempt);
    const Records = left.map(({ data }) => ({ Data: data }));
    const { RequestResponses = [] } = await firehose.send(new PutRecordBatchCommand({ DeliveryStreamName, Records }));
    const isAccepted = (_: SampleRecord, at: number) => RequestResponses[at]?.RecordId !== undefined;
    left.filter(isAccepted).forEach(onSent);
    left = left.filter((record, at) => !isAccepted(record, at));
  }
}
