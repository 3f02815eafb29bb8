import type { UnknownBehaviour } from './options.ts';
import type { Failure } from './record.ts';

/**
 * One line of an error object. `rawData` is the original input of the transform; numbers are numbers, times
 * milliseconds since the epoch.
 * https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html
 */
export function errorLine(
  failure: Failure,
  record: { data: Buffer; arrivalMs: number },
  attemptEndingMs: number,
  shape: UnknownBehaviour['errorObjectShape'],
): Buffer {
  const rawData = record.data.toString('base64');
  const { attemptsMade, code: errorCode, message: errorMessage, lambdaArn } = failure;
  const line =
    shape === 'captured'
      ? {
          rawData,
          errorCode,
          errorMessage,
          attemptsMade,
          arrivalTimestamp: record.arrivalMs,
          attemptEndingTimestamp: attemptEndingMs,
          ...(lambdaArn && { lambdaARN: lambdaArn }),
        }
      : {
          attemptsMade,
          arrivalTimestamp: record.arrivalMs,
          errorCode,
          errorMessage,
          attemptEndingTimestamp: attemptEndingMs,
          rawData,
          ...(lambdaArn && { lambdaArn }),
        };
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
