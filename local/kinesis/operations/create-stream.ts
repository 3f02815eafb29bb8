import { AwsError } from '../../wire/message.ts';
import { checkInput } from '../../wire/shape.ts';
import type { KinesisContext } from '../context.ts';
import { ON_DEMAND_SHARDS, RECORD_BYTES_DEFAULT, RECORD_BYTES_MAX, RETENTION_HOURS_MIN } from '../limits.ts';
import { STREAM_REFERENCE } from '../stream-reference.ts';

const SHAPE = {
  StreamName: { ...STREAM_REFERENCE.StreamName, required: true },
  ShardCount: { type: 'integer', min: 1, max: 100_000 },
  StreamModeDetails: {
    type: 'structure',
    members: { StreamMode: { type: 'string', required: true, values: ['PROVISIONED', 'ON_DEMAND'] } },
  },
  MaxRecordSizeInKiB: { type: 'integer', min: RECORD_BYTES_DEFAULT / 1024, max: RECORD_BYTES_MAX / 1024 },
} as const;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
export function createStream(context: KinesisContext, given: Record<string, unknown>): void {
  const input = checkInput(SHAPE, given);
  const mode = input.StreamModeDetails?.StreamMode ?? 'PROVISIONED';
  // That one is required and the other forbidden is documented; these texts are ours.
  if (mode === 'PROVISIONED' && input.ShardCount === undefined) {
    throw new AwsError('ValidationException', 'ShardCount must be given for a stream in PROVISIONED mode.');
  }
  if (mode === 'ON_DEMAND' && input.ShardCount !== undefined) {
    throw new AwsError('ValidationException', 'ShardCount must not be given for a stream in ON_DEMAND mode.');
  }
  context.registry.create({
    name: input.StreamName,
    mode,
    shardCount: input.ShardCount ?? ON_DEMAND_SHARDS,
    retentionHours: RETENTION_HOURS_MIN,
    recordBytesMax: (input.MaxRecordSizeInKiB ?? RECORD_BYTES_DEFAULT / 1024) * 1024,
  });
}
