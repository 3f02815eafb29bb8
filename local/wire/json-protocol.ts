import { randomUUID } from 'node:crypto';
import { AwsError, type WireHandler } from './message.ts';

/** One operation of a service: its name is the export's key in the service's table. */
export type JsonOperation<Context> = (context: Context, input: Record<string, unknown>) => unknown | Promise<unknown>;

/**
 * AWS JSON 1.0 and 1.1: `X-Amz-Target: <prefix>.<Operation>`, a JSON object in and out, errors as `{ __type, message }`.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 *
 * An operation outside the table is refused by name with the list of what is there.
 */
export function createJsonProtocol<Context>(
  service: string,
  contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1',
  operations: Record<string, JsonOperation<Context>>,
  context: Context,
): WireHandler {
  const table = new Map(Object.entries(operations));
  return async (request) => {
    const headers = { 'content-type': contentType, 'x-amzn-requestid': randomUUID() };
    try {
      const target = request.headers['x-amz-target'] ?? '';
      const name = target.slice(target.indexOf('.') + 1);
      const operation = table.get(name);
      if (!operation) {
        throw new AwsError(
          'UnknownOperationException',
          `The local ${service} does not implement ${name || '(no X-Amz-Target)'}. It implements: ${[...table.keys()].sort().join(', ')}.`,
        );
      }
      const output = await operation(context, parseInput(request.body));
      return { status: 200, headers, body: JSON.stringify(output ?? {}) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return {
        status: error.status,
        headers: { ...headers, 'x-amzn-errortype': error.code },
        body: JSON.stringify({ __type: error.code, message: error.message, ...error.fields }),
      };
    }
  };
}

function parseInput(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let input: unknown;
  try {
    input = JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 'The request body is not JSON.');
  }
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new AwsError('SerializationException', 'The request body must be a JSON object.');
  }
  return input as Record<string, unknown>;
}
