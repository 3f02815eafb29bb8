import type { MappingsContext } from '../event-source-mapping/context.ts';
import { describeMapping } from '../event-source-mapping/description.ts';
import { jsonResponse, type RestOperation } from '../rest-json.ts';
import { MAPPINGS_PATH, parseJsonObject } from './event-source-mapping-path.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
export const createEventSourceMapping: RestOperation<MappingsContext> = {
  method: 'POST',
  path: MAPPINGS_PATH,
  run: async ({ create }, { body }) =>
    jsonResponse(describeMapping(await create(parseJsonObject(body)), 'Creating'), 202),
};
