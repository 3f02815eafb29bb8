import type { KinesisContext } from './context.ts';
import { streamArn } from './stream-reference.ts';
import type { StreamState } from './stream-state.ts';

/** A stream is ACTIVE from its creation on, and through a split or merge: here they take no time. */
const STATUS = 'ACTIVE';

export function summarizeStream(
  context: KinesisContext,
  { name, createdAt, mode }: StreamState,
): Record<string, unknown> {
  return {
    StreamName: name,
    StreamARN: streamArn(context, name),
    StreamStatus: STATUS,
    StreamModeDetails: { StreamMode: mode },
    StreamCreationTimestamp: createdAt / 1000,
  };
}

/** What DescribeStream and DescribeStreamSummary have in common. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_StreamDescription.html */
export function describeStreamState(context: KinesisContext, state: StreamState): Record<string, unknown> {
  return {
    ...summarizeStream(context, state),
    RetentionPeriodHours: state.retentionHours,
    EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
    EncryptionType: 'NONE',
  };
}
