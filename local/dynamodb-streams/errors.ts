import { AwsError } from '../wire/message.ts';

const MODEL = 'com.amazonaws.dynamodb.v20120810';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_GetRecords.html#API_streams_GetRecords_Errors */

export const shardNotFound = (shardId: string, streamArn: string): AwsError =>
  new AwsError(
    `${MODEL}#ResourceNotFoundException`,
    `Requested resource not found: Shard ${shardId} in stream ${streamArn} not found`,
  );

export const trimmed = (): AwsError =>
  new AwsError(
    `${MODEL}#TrimmedDataAccessException`,
    'The operation attempted to read past the oldest stream record in a shard.',
  );

export const expiredIterator = (): AwsError =>
  new AwsError(`${MODEL}#ExpiredIteratorException`, 'The shard iterator has expired and can no longer be used.');

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
