import * as z from 'zod';
import { physicalName } from '../delivery-stream/names.ts';
import type { DeliveryStream } from '../delivery-streams.ts';
import { ConfigurationError, type FrameworkContext } from '../framework.ts';
import { contentOf, type FunctionFile, readFunctionFile } from '../function-file.ts';
import type { Settings } from '../parameters.ts';
import { reprocessorEnvironment } from './environment.ts';
import { idsOf, inventoryName, reprocessorName } from './names.ts';

const path = 'functions/dlq-reprocessor/function.yml';

const both = z.strictObject({ [reprocessorName]: z.unknown(), [inventoryName]: z.unknown() });

/** What `function.yml` says of the two functions. Throws {@link ConfigurationError}. */
export async function reprocessorFiles(
  framework: FrameworkContext,
): Promise<{ reprocessor: FunctionFile; inventory: FunctionFile }> {
  const parsed = both.safeParse(await contentOf(path, framework));
  if (!parsed.success) throw new ConfigurationError(`${path} must hold ${reprocessorName} and ${inventoryName}.`);
  return {
    reprocessor: readFunctionFile(`${path}, ${reprocessorName}`, parsed.data[reprocessorName]),
    inventory: readFunctionFile(`${path}, ${inventoryName}`, parsed.data[inventoryName]),
  };
}

/** The entries under `functions`, by name. */
export function reprocessorFunctions(
  list: DeliveryStream[],
  settings: Settings,
  files: { reprocessor: FunctionFile; inventory: FunctionFile },
): Record<string, unknown> {
  const environment = reprocessorEnvironment(list, settings);
  const entry = (name: string, description: string, file: FunctionFile, variables: object) => ({
    ...file,
    name: physicalName(settings.stage, name),
    description,
    role: idsOf(name).role,
    environment: { ...file.environment, ...variables },
  });
  const { replayConcurrency } = settings;
  return {
    [reprocessorName]: {
      ...entry(reprocessorName, 'Replays failed records.', files.reprocessor, environment.reprocessor),
      ...(replayConcurrency !== 'none' && { reservedConcurrency: replayConcurrency }),
    },
    [inventoryName]: entry(inventoryName, 'Counts failed records.', files.inventory, environment.inventory),
  };
}
