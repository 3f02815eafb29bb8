import { firehoseTransformSecondsMax } from '../shared/limits.ts';
import { logicalIds, physicalName } from './delivery-stream/names.ts';
import type { DeliveryStream } from './delivery-streams.ts';
import type { FrameworkContext } from './framework.ts';
import { contentOf, type FunctionFile, readFunctionFile } from './function-file.ts';
import type { Settings } from './settings.ts';

/** The `function.yml` of a delivery stream's transform: what all functions made from it have in common. */
export async function transformFile({ transform }: DeliveryStream, framework: FrameworkContext): Promise<FunctionFile> {
  const path = `${transform.folder}/function.yml`;
  return readFunctionFile(path, await contentOf(path, framework), firehoseTransformSecondsMax);
}

/** The entry under `functions` for a delivery stream's transform. */
export function transformFunction(entry: DeliveryStream, { stage }: Settings, file: FunctionFile) {
  return {
    ...file,
    name: physicalName(stage, entry.transform.name),
    description: `Transforms the records of ${physicalName(stage, entry.name)}.`,
    role: logicalIds(entry).functionRole,
    environment: {
      ...file.environment,
      DELIVERY_STREAM: entry.name,
      PARTITION_KEYS: entry.layout.by === 'keys' ? entry.layout.keys.join(',') : '',
    },
  };
}
