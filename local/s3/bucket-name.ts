import { isIPv4 } from 'node:net';
import { AwsError } from '../wire/message.ts';

/** Throws `InvalidBucketName`. https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function checkBucketName(name: string): void {
  if (isBucketName(name)) return;
  throw new AwsError('InvalidBucketName', 'The specified bucket is not valid.', 400, { BucketName: name });
}

/** A bucket's name is a directory's name too: these rules leave no room for separators, `.` and `..`. */
export function isBucketName(name: string): boolean {
  return /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !isIPv4(name);
}
