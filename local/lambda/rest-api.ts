import type { WireHandler } from '../wire/message.ts';
import type { LambdaContext, LambdaOperation } from './operation.ts';
import { getFunction } from './operations/get-function.ts';
import { invoke } from './operations/invoke.ts';
import { listFunctions } from './operations/list-functions.ts';
import { createRestJson } from './rest-json.ts';

const OPERATIONS: Record<string, LambdaOperation> = {
  GetFunction: getFunction,
  Invoke: invoke,
  ListFunctions: listFunctions,
};

/** What Lambda does with functions. */
export const createRestApi = (context: LambdaContext): WireHandler => createRestJson(OPERATIONS, context);
