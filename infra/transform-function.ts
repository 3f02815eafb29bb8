import { firehoseTransformSecondsMax } from '../shared/limits.ts';
import { physicalName, transformIds } from './delivery-stream/names.ts';
import type { DeliveryStream, Transform } from './delivery-streams.ts';
import type { FrameworkContext } from './framework.ts';
import { contentOf, type FunctionFile, readFunctionFile } from './function-file.ts';
import type { Settings } from './parameters.ts';

/** The `function.yml` of a delivery stream's transform: what all functions made from it have in common. */
export async function transformFile({ folder }: Transform, framework: FrameworkContext): Promise<FunctionFile> {
  const path = `${folder}/function.yml`;
  return readFunctionFile(path, await contentOf(path, framework), firehoseTransformSecondsMax);
}

/** The entry under `functions` for a delivery stream's transform. */
export function transformFunction(
  entry: DeliveryStream,
  transform: Transform,
  { stage }: Settings,
  file: FunctionFile,
) {
  return {
    ...file,
    name: physicalName(stage, transform.name),
    description: `Transforms the records of ${physicalName(stage, entry.name)}.`,
    role: transformIds(transform).functionRole,
    environment: {
      ...file.environment,
      DELIVERY_STREAM: entry.name,
      PARTITION_KEYS: entry.layout.by === 'keys' ? entry.layout.keys.join(',') : '',
      ...inputVariables(entry),
    },
  };
}

/** See `functions/geo-ip-transform/environment.ts`. */
function inputVariables({ input }: DeliveryStream): Record<string, string> {
  if (!input) return {};
  return { INPUT_FORMAT: input.format, ...(input.format === 'csv' && { CSV_HEADER: input.header.join(',') }) };
}
