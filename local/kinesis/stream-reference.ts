import { AwsError } from '../wire/message.ts';
import type { KinesisContext } from './context.ts';
import type { Stream } from './stream.ts';

/** Most operations take a stream by name, by ARN, or by both. */
export const STREAM_REFERENCE = {
  StreamName: { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' },
  StreamARN: { type: 'string', min: 1, max: 2048, pattern: 'arn:aws.*:kinesis:.*:\\d{12}:stream/\\S+' },
} as const;

export const SHARD_ID = { type: 'string', min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' } as const;

export function streamArn({ region, accountId }: KinesisContext, streamName: string): string {
  return `arn:aws:kinesis:${region}:${accountId}:stream/${streamName}`;
}

/** The name that a request means. Throws AWS's errors; the texts for neither and for both at odds are ours. */
export function resolveStreamName(
  context: KinesisContext,
  { StreamName, StreamARN }: { StreamName?: string; StreamARN?: string },
): string {
  if (StreamARN === undefined) {
    if (StreamName !== undefined) return StreamName;
    throw new AwsError('InvalidArgumentException', 'Either StreamName or StreamARN must be provided.');
  }
  const name = StreamARN.slice(StreamARN.indexOf(':stream/') + ':stream/'.length);
  if (StreamName !== undefined && StreamName !== name) {
    throw new AwsError(
      'InvalidArgumentException',
      `StreamName ${StreamName} and StreamARN ${StreamARN} do not name one stream.`,
    );
  }
  if (StreamARN !== streamArn(context, name)) {
    const account = StreamARN.split(':')[4];
    throw new AwsError('ResourceNotFoundException', `Stream ${StreamARN} under account ${account} not found.`);
  }
  return name;
}

export function resolveStream(context: KinesisContext, input: { StreamName?: string; StreamARN?: string }): Stream {
  return context.registry.get(resolveStreamName(context, input));
}
