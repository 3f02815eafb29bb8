import type { AsynchronousInvoker } from './asynchronous.ts';
import type { DeployedFunction } from './deployed-function.ts';
import type { RestOperation } from './rest-json.ts';

export interface LambdaContext {
  /** Throws `ResourceNotFoundException`. Takes a name or an ARN. */
  find(functionName: string, qualifier?: string | null): DeployedFunction;
  all(): DeployedFunction[];
  asynchronous: AsynchronousInvoker;
}

/** One operation of the REST API on functions; its subject is the function's name. */
export type LambdaOperation = RestOperation<LambdaContext>;
