import { randomUUID } from 'node:crypto';
import { AwsError, type WireHandler, type WireRequest, type WireResponse } from '../wire/message.ts';

/** One operation of a REST JSON API; `subject` is the path's first group, decoded: a function's name, a mapping's id. */
export interface RestOperation<Context> {
  method: string;
  path: RegExp;
  run(context: Context, request: WireRequest, subject: string): WireResponse | Promise<WireResponse>;
}

/** Lambda's REST JSON protocol; errors are `{ Type, Message }` with their name in a header. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export function createRestJson<Context>(
  operations: Record<string, RestOperation<Context>>,
  context: Context,
): WireHandler {
  return async (request) => {
    const headers = { 'x-amzn-requestid': randomUUID() };
    try {
      const response = await dispatch(operations, context, request);
      return { ...response, headers: { ...headers, ...response.headers } };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return {
        status: error.status,
        headers: { ...headers, 'content-type': 'application/json', 'x-amzn-errortype': error.code },
        body: JSON.stringify({
          Type: error.status < 500 ? 'User' : 'Service',
          Message: error.message,
          message: error.message,
        }),
      };
    }
  };
}

async function dispatch<Context>(
  operations: Record<string, RestOperation<Context>>,
  context: Context,
  request: WireRequest,
): Promise<WireResponse> {
  for (const operation of Object.values(operations)) {
    const found = operation.method === request.method ? operation.path.exec(request.path) : null;
    if (found) return await operation.run(context, request, decodeSubject(found[1] ?? ''));
  }
  throw new AwsError(
    'UnknownOperationException',
    `The local Lambda does not implement ${request.method} ${request.path}. It implements: ${Object.keys(operations).join(', ')}.`,
    404,
  );
}

function decodeSubject(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('ValidationException', 'The path is not percent-encoded UTF-8.');
  }
}

export function jsonResponse(body: unknown, status = 200): WireResponse {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
