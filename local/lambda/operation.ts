import type { WireRequest, WireResponse } from '../wire/message.ts';
import type { AsynchronousInvoker } from './asynchronous.ts';
import type { DeployedFunction } from './deployed-function.ts';

export interface LambdaContext {
  /** Throws `ResourceNotFoundException`. Takes a name or an ARN. */
  find(functionName: string, qualifier?: string | null): DeployedFunction;
  all(): DeployedFunction[];
  asynchronous: AsynchronousInvoker;
}

/** One operation of the REST API; the path's first group is the function's name. */
export interface LambdaOperation {
  method: string;
  path: RegExp;
  run(context: LambdaContext, request: WireRequest, functionName: string): WireResponse | Promise<WireResponse>;
}

export function jsonResponse(body: unknown): WireResponse {
  return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
