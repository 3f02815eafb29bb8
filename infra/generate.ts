import { settingsOf, tagsOf } from './context.ts';
import { catalogOf } from './delivery-stream/catalog.ts';
import { firehose } from './delivery-stream/firehose.ts';
import { glueTable } from './delivery-stream/glue-table.ts';
import { deliveryLogs, removal } from './delivery-stream/logs.ts';
import { logicalIds } from './delivery-stream/names.ts';
import { deliveryRole } from './delivery-stream/role.ts';
import { deliveryStreams } from './delivery-streams.ts';
import type { Fragment, FrameworkContext } from './framework.ts';
import { functionRole } from './function-role.ts';
import { reprocessorFiles, reprocessorFunctions } from './reprocessor/functions.ts';
import { idsOf, inventoryName, reprocessorName } from './reprocessor/names.ts';
import { inventoryRole, reprocessorRole } from './reprocessor/roles.ts';
import { schedules } from './reprocessor/schedules.ts';
import { transformFile, transformFunction } from './transform-function.ts';

/** `DependsOn` of what must not exist before Firehose listens. */
export const deliveryStreamIds = (): string[] => deliveryStreams.map((entry) => logicalIds(entry).deliveryStream);

/** The transforms under `functions`, by name. */
export async function transformFunctions(framework: FrameworkContext): Promise<Record<string, unknown>> {
  const settings = await settingsOf(framework);
  const functions: Record<string, unknown> = {};
  for (const entry of deliveryStreams) {
    functions[entry.transform.name] = transformFunction(entry, settings, await transformFile(entry, framework));
  }
  return functions;
}

/** The functions that see to failed records under `functions`, by name. */
export async function errorObjectFunctions(framework: FrameworkContext): Promise<Record<string, unknown>> {
  return reprocessorFunctions(deliveryStreams, await settingsOf(framework), await reprocessorFiles(framework));
}

/** All that becomes of the list under `resources`. */
export async function deliveryStreamResources(framework: FrameworkContext): Promise<Fragment> {
  const settings = await settingsOf(framework);
  const tags = await tagsOf(framework);
  const fragment: Fragment = { Resources: {}, Outputs: {}, extensions: {} };
  for (const entry of deliveryStreams) {
    const ids = logicalIds(entry);
    Object.assign(fragment.Resources, {
      [ids.deliveryStream]: firehose(entry, settings, tags),
      [ids.role]: deliveryRole(entry, settings, tags),
      ...deliveryLogs(entry, settings, tags),
      [ids.glueTable]: glueTable(entry, settings, await catalogOf(entry.dataset, framework)),
      [ids.functionRole]: functionRole(entry.transform.name, settings.stage, tags),
    });
    fragment.Outputs[`${ids.deliveryStream}Name`] = {
      Description: entry.description,
      Value: { Ref: ids.deliveryStream },
    };
    // The framework makes the function's log group, with retention but no more.
    fragment.extensions[ids.functionLogGroup] = { ...removal, Properties: { Tags: tags } };
  }
  return fragment;
}

/** What the functions that see to failed records need beside themselves. */
export async function errorObjectResources(framework: FrameworkContext): Promise<Fragment> {
  const settings = await settingsOf(framework);
  const tags = await tagsOf(framework);
  const [reprocessor, inventory] = [idsOf(reprocessorName), idsOf(inventoryName)];
  const log = { ...removal, Properties: { Tags: tags } };
  return {
    Resources: {
      [reprocessor.role]: reprocessorRole(deliveryStreams, settings, tags),
      [inventory.role]: inventoryRole(deliveryStreams, settings, tags),
      ...schedules(settings, tags),
    },
    Outputs: {
      DlqReprocessorFunctionName: {
        Description: 'Invoke it to explain and to replay failed records (docs/runbook.md).',
        Value: { Ref: reprocessor.function },
      },
    },
    extensions: { [reprocessor.functionLogGroup]: log, [inventory.functionLogGroup]: log },
  };
}
