import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { describeStreamState } from '../stream-description.ts';
import { resolveStream, STREAM_REFERENCE } from '../stream-reference.ts';
import { openShards } from '../stream-state.ts';

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html */
export function describeStreamSummary(context: KinesisContext, given: Record<string, unknown>): unknown {
  const state = resolveStream(context, checkInput(STREAM_REFERENCE, given)).state();
  return {
    StreamDescriptionSummary: {
      ...describeStreamState(context, state),
      OpenShardCount: openShards(state).length,
      ConsumerCount: 0,
      MaxRecordSizeInKiB: state.recordBytesMax / 1024,
    },
  };
}
