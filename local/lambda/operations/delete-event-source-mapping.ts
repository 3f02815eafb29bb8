import type { MappingsContext } from '../event-source-mapping/context.ts';
import { describeMapping } from '../event-source-mapping/description.ts';
import { jsonResponse, type RestOperation } from '../rest-json.ts';
import { MAPPING_PATH } from './event-source-mapping-path.ts';

/** https://docs.aws.amazon.com/lambda/latest/api/API_DeleteEventSourceMapping.html */
export const deleteEventSourceMapping: RestOperation<MappingsContext> = {
  method: 'DELETE',
  path: MAPPING_PATH,
  run: async ({ remove }, _request, uuid) => jsonResponse(describeMapping(await remove(uuid), 'Deleting'), 202),
};
