import { randomUUID } from 'node:crypto';
import { AwsError, type WireHandler, type WireRequest, type WireResponse } from '../wire/message.ts';
import type { LambdaContext, LambdaOperation } from './operation.ts';
import { getFunction } from './operations/get-function.ts';
import { invoke } from './operations/invoke.ts';
import { listFunctions } from './operations/list-functions.ts';

const OPERATIONS: Record<string, LambdaOperation> = {
  GetFunction: getFunction,
  Invoke: invoke,
  ListFunctions: listFunctions,
};

/** Lambda's REST JSON API; errors are `{ Type, Message }` with their name in a header. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export function createRestApi(context: LambdaContext): WireHandler {
  return async (request) => {
    const headers = { 'x-amzn-requestid': randomUUID() };
    try {
      const response = await dispatch(context, request);
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

async function dispatch(context: LambdaContext, request: WireRequest): Promise<WireResponse> {
  for (const operation of Object.values(OPERATIONS)) {
    const found = operation.method === request.method ? operation.path.exec(request.path) : null;
    if (found) return await operation.run(context, request, decodeName(found[1] ?? ''));
  }
  throw new AwsError(
    'UnknownOperationException',
    `The local Lambda does not implement ${request.method} ${request.path}. It implements: ${Object.keys(OPERATIONS).join(', ')}.`,
    404,
  );
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new AwsError('ValidationException', 'The function name is not percent-encoded UTF-8.');
  }
}
