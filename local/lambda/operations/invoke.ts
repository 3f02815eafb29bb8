import { AwsError, type WireResponse } from '../../wire/message.ts';
import { eventTooLarge, unreadablePayload } from '../errors.ts';
import { EVENT_BYTES_MAX } from '../limits.ts';
import type { LambdaOperation } from '../operation.ts';
import type { InvokeResult } from '../types.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export const invoke: LambdaOperation = {
  method: 'POST',
  path: /^\/2015-03-31\/functions\/([^/]+)\/invocations$/,
  async run({ find, asynchronous }, { headers, query, body }, functionName) {
    const target = find(functionName, query.get('Qualifier'));
    const type = headers['x-amz-invocation-type'] ?? 'RequestResponse';
    switch (type) {
      case 'RequestResponse':
        return answer(await target.invoke(body), headers['x-amz-log-type'] === 'Tail');
      case 'Event':
        if (body.length > EVENT_BYTES_MAX) throw eventTooLarge(body.length);
        checkJson(body);
        asynchronous.send(target, body);
        return { status: 202 };
      case 'DryRun':
        return { status: 204 };
      default:
        throw new AwsError(
          'ValidationException',
          `Value '${type}' at 'invocationType' failed to satisfy constraint: Member must satisfy enum value set: [Event, RequestResponse, DryRun]`,
        );
    }
  },
};

function answer({ payload, functionError, logTail }: InvokeResult, withLog: boolean): WireResponse {
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(functionError && { 'x-amz-function-error': functionError }),
      ...(withLog && { 'x-amz-log-result': Buffer.from(logTail).toString('base64') }),
    },
    body: payload,
  };
}

/** Nobody will hear what becomes of an asynchronous invocation: what can be refused is refused now. */
function checkJson(body: Buffer): void {
  if (body.length === 0) return;
  try {
    JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw unreadablePayload(String(error));
  }
}
