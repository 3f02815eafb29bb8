import { AwsError } from '../wire/message.ts';
import { EVENT_BYTES_MAX, REQUEST_BYTES_MAX } from './limits.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#API_Invoke_Errors */

export function functionNotFound(functionArn: string): AwsError {
  return new AwsError('ResourceNotFoundException', `Function not found: ${functionArn}`, 404);
}

export function requestTooLarge(): AwsError {
  const message = `Request must be smaller than ${REQUEST_BYTES_MAX} bytes for the InvokeFunction operation`;
  return new AwsError('RequestTooLargeException', message, 413);
}

export function eventTooLarge(bytes: number): AwsError {
  const message = `${bytes} byte payload is too large for the Event invocation type (limit ${EVENT_BYTES_MAX} bytes)`;
  return new AwsError('RequestTooLargeException', message, 413);
}

export function unreadablePayload(reason: string): AwsError {
  return new AwsError('InvalidRequestContentException', `Could not parse request body into json: ${reason}`, 400);
}
