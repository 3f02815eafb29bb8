import { describeFunction } from '../function-description.ts';
import type { LambdaOperation } from '../operation.ts';
import { jsonResponse } from '../rest-json.ts';

/** All on one page. https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const listFunctions: LambdaOperation = {
  method: 'GET',
  path: /^\/2015-03-31\/functions\/?$/,
  run: ({ all }) => jsonResponse({ Functions: all().map(describeFunction) }),
};
