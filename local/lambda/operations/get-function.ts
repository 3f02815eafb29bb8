import { pathToFileURL } from 'node:url';
import { describeFunction } from '../function-description.ts';
import type { LambdaOperation } from '../operation.ts';
import { jsonResponse } from '../rest-json.ts';

/** The code's location is the zip on this machine. https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: LambdaOperation = {
  method: 'GET',
  path: /^\/2015-03-31\/functions\/([^/]+)$/,
  run({ find }, { query }, functionName) {
    const found = find(functionName, query.get('Qualifier'));
    return jsonResponse({
      Configuration: describeFunction(found),
      Code: { RepositoryType: 'local', Location: pathToFileURL(found.config.zipPath).href },
    });
  },
};
