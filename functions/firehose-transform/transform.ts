import type { Dataset } from '../../shared/dataset.ts';
import { assertFirehoseEvent, type FirehoseTransformResponse } from '../../shared/firehose-event.ts';
import { startFirehoseResponse } from '../../shared/firehose-response.ts';
import { createRecordCodec } from '../../shared/record-codec.ts';
import { startTally, type Tally } from '../../shared/tally.ts';
import { failed } from '../../shared/verdict.ts';

export interface TransformOptions {
  /** Those of the dataset's partition keys that answers carry. */
  partitionKeys: readonly string[];
  /** Most that a response may measure, bytes. */
  responseBytesMax: number;
}

/** Failed records of one reason and path that the log names. The others are counted, and lie under the error prefix. */
const failureReferencesMax = 10;

/**
 * Makes the function that answers Firehose's batches. Each record gets its own verdict, and none can harm another's.
 * Throws only on an event that Firehose does not send, see {@link assertFirehoseEvent}.
 */
export function createTransform(dataset: Dataset, { partitionKeys, responseBytesMax }: TransformOptions) {
  const decode = createRecordCodec(dataset, partitionKeys);

  return (event: unknown): { response: FirehoseTransformResponse; tally: Tally } => {
    assertFirehoseEvent(event);
    const { records } = event;
    const recordIds = records.map(({ recordId }) => recordId);
    const answer = startFirehoseResponse(recordIds, responseBytesMax);
    const count = startTally(records.length, failureReferencesMax);

    for (const { recordId, data, kinesisRecordMetadata } of records) {
      const outcome = decode(data);
      if (outcome.result === 'Dropped') {
        answer.without(recordId, 'Dropped');
        count.dropped();
      } else if (outcome.result === 'Ok' && answer.ok(recordId, outcome.data, outcome.partitionKeys)) {
        count.ok();
      } else {
        const failure = outcome.result === 'Ok' ? failed('ResponseTooLarge') : outcome;
        answer.without(recordId, 'ProcessingFailed');
        count.failed(failure, { recordId, sequenceNumber: kinesisRecordMetadata?.sequenceNumber });
      }
    }
    return { response: answer.response, tally: count.tally };
  };
}
