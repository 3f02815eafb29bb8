import type { MappingsContext } from '../event-source-mapping/context.ts';
import { describeMapping } from '../event-source-mapping/description.ts';
import { jsonResponse, type RestOperation } from '../rest-json.ts';
import { MAPPING_PATH } from './event-source-mapping-path.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export const getEventSourceMapping: RestOperation<MappingsContext> = {
  method: 'GET',
  path: MAPPING_PATH,
  run: ({ find }, _request, uuid) => jsonResponse(describeMapping(find(uuid))),
};
