import type { MappingsContext } from '../event-source-mapping/context.ts';
import { describeMapping } from '../event-source-mapping/description.ts';
import { jsonResponse, type RestOperation } from '../rest-json.ts';
import { MAPPING_PATH, parseJsonObject } from './event-source-mapping-path.ts';

/** Disabled, a mapping keeps its place in the stream. https://docs.aws.amazon.com/lambda/latest/api/API_UpdateEventSourceMapping.html */
export const updateEventSourceMapping: RestOperation<MappingsContext> = {
  method: 'PUT',
  path: MAPPING_PATH,
  async run({ find, change }, { body }, uuid) {
    const { Enabled: before } = find(uuid).record.properties;
    const mapping = await change(uuid, parseJsonObject(body));
    const { Enabled: now } = mapping.record.properties;
    const state = now === before ? 'Updating' : now ? 'Enabling' : 'Disabling';
    return jsonResponse(describeMapping(mapping, state), 202);
  },
};
