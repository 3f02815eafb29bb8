import type { MappingsContext } from '../event-source-mapping/context.ts';
import { describeMapping } from '../event-source-mapping/description.ts';
import { parseFunctionName } from '../function-name.ts';
import { jsonResponse, type RestOperation } from '../rest-json.ts';
import { MAPPINGS_PATH } from './event-source-mapping-path.ts';

/** All on one page. https://docs.aws.amazon.com/lambda/latest/api/API_ListEventSourceMappings.html */
export const listEventSourceMappings: RestOperation<MappingsContext> = {
  method: 'GET',
  path: MAPPINGS_PATH,
  run({ all }, { query }) {
    const streamArn = query.get('EventSourceArn');
    const functionName = query.get('FunctionName');
    const found = all().filter(
      ({ record: { properties } }) =>
        (!streamArn || properties.EventSourceArn === streamArn) &&
        (!functionName || parseFunctionName(properties.FunctionName) === parseFunctionName(functionName)),
    );
    return jsonResponse({ EventSourceMappings: found.map((mapping) => describeMapping(mapping)) });
  },
};
