import { type AccessLogCodecOptions, createAccessLogCodec } from '../../shared/access-log-codec.ts';
import {
  type AccessLogFailureReason,
  accessLogFailure,
  accessLogFailureReasons,
} from '../../shared/access-log-verdict.ts';
import { assertFirehoseEvent, type FirehoseTransformResponse } from '../../shared/firehose-event.ts';
import { startFirehoseResponse } from '../../shared/firehose-response.ts';
import { startTally, type Tally } from '../../shared/tally.ts';

export interface TransformOptions extends AccessLogCodecOptions {
  /** Most that a response may measure, bytes. */
  responseBytesMax: number;
}

/** Failed records of one reason and path that the log names. The others are counted, and lie under the error prefix. */
const failureReferencesMax = 10;

export interface Answer {
  response: FirehoseTransformResponse;
  tally: Tally<AccessLogFailureReason>;
}

/**
 * Makes the function that answers Firehose's batches. Each record gets its own verdict, and none can harm another's.
 * Throws only on an event that Firehose does not send, see {@link assertFirehoseEvent}.
 */
export function createTransform({ responseBytesMax, ...codec }: TransformOptions): (event: unknown) => Answer {
  const decode = createAccessLogCodec(codec);

  return (event) => {
    assertFirehoseEvent(event);
    const { records } = event;
    const recordIds = records.map(({ recordId }) => recordId);
    const answer = startFirehoseResponse(recordIds, responseBytesMax);
    const count = startTally(records.length, failureReferencesMax, accessLogFailureReasons);

    for (const { recordId, data } of records) {
      const outcome = decode(data);
      if (outcome.result === 'Dropped') {
        answer.without(recordId, 'Dropped');
        count.dropped(outcome.rule);
      } else if (outcome.result === 'Ok' && answer.ok(recordId, outcome.data, outcome.partitionKeys)) {
        count.ok();
      } else {
        const failure = outcome.result === 'Ok' ? accessLogFailure('ResponseTooLarge') : outcome;
        answer.without(recordId, 'ProcessingFailed');
        count.failed(failure, { recordId, position: failure.position });
      }
    }
    return { response: answer.response, tally: count.tally };
  };
}
