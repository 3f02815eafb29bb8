import { settingsOf, tagsOf } from './context.ts';
import { catalogOf } from './delivery-stream/catalog.ts';
import { firehose } from './delivery-stream/firehose.ts';
import { glueTable } from './delivery-stream/glue-table.ts';
import { deliveryLogs, removal } from './delivery-stream/logs.ts';
import { logicalIds, transformIds } from './delivery-stream/names.ts';
import { deliveryRole } from './delivery-stream/role.ts';
import { deliveryStreamsOf } from './delivery-streams.ts';
import { fanOutFile, fanOutFunction } from './fan-out/function.ts';
import { fanOutName } from './fan-out/names.ts';
import { fanOutFragment } from './fan-out/resources.ts';
import type { Fragment, FrameworkContext } from './framework.ts';
import { functionRole } from './function-role.ts';
import { databaseToPackage } from './geo-ip-database.ts';
import { reprocessorFiles, reprocessorFunctions } from './reprocessor/functions.ts';
import { idsOf, inventoryName, reprocessorName } from './reprocessor/names.ts';
import { inventoryRole, reprocessorRole } from './reprocessor/roles.ts';
import { schedules } from './reprocessor/schedules.ts';
import { transformFile, transformFunction } from './transform-function.ts';

/** `DependsOn` of what must not exist before Firehose listens: of a table. */
export async function readingDeliveryStreamIds(framework: FrameworkContext): Promise<string[]> {
  const reading = deliveryStreamsOf(await settingsOf(framework)).filter(({ source }) => source !== undefined);
  return reading.map((entry) => logicalIds(entry).deliveryStream);
}

/** The transforms under `functions`, by name. */
export async function transformFunctions(framework: FrameworkContext): Promise<Record<string, unknown>> {
  const settings = await settingsOf(framework);
  const functions: Record<string, unknown> = {};
  for (const entry of deliveryStreamsOf(settings)) {
    const { transform } = entry;
    if (!transform) continue;
    functions[transform.name] = transformFunction(
      entry,
      transform,
      settings,
      await transformFile(transform, framework),
    );
  }
  return functions;
}

/** The functions that see to failed records under `functions`, by name. */
export async function errorObjectFunctions(framework: FrameworkContext): Promise<Record<string, unknown>> {
  const settings = await settingsOf(framework);
  return reprocessorFunctions(deliveryStreamsOf(settings), settings, await reprocessorFiles(framework));
}

/** What the packages of the transforms of logs hold beside code. */
export const databaseFiles = async (framework: FrameworkContext): Promise<string[]> =>
  databaseToPackage(await settingsOf(framework));

/** All that becomes of the list under `resources`. */
export async function deliveryStreamResources(framework: FrameworkContext): Promise<Fragment> {
  const settings = await settingsOf(framework);
  const tags = await tagsOf(framework);
  const fragment: Fragment = { Resources: {}, Outputs: {}, extensions: {} };
  for (const entry of deliveryStreamsOf(settings)) {
    const ids = logicalIds(entry);
    Object.assign(fragment.Resources, {
      [ids.deliveryStream]: firehose(entry, settings, tags),
      [ids.role]: deliveryRole(entry, settings, tags),
      ...deliveryLogs(entry, settings, tags),
    });
    if (entry.dataset && !entry.replays) {
      const catalog = await catalogOf(entry.dataset, framework);
      fragment.Resources[ids.glueTable] = glueTable(entry, settings, catalog);
    }
    fragment.Outputs[`${ids.deliveryStream}Name`] = {
      Description: entry.description,
      Value: { Ref: ids.deliveryStream },
    };
    if (!entry.transform) continue;
    const { functionRole: role, functionLogGroup } = transformIds(entry.transform);
    fragment.Resources[role] = functionRole(entry.transform.name, settings.stage, tags);
    // The framework makes the function's log group, with retention but no more.
    fragment.extensions[functionLogGroup] = { ...removal, Properties: { Tags: tags } };
  }
  return fragment;
}

/** What the functions that see to failed records need beside themselves. */
export async function errorObjectResources(framework: FrameworkContext): Promise<Fragment> {
  const settings = await settingsOf(framework);
  const tags = await tagsOf(framework);
  const list = deliveryStreamsOf(settings);
  const [reprocessor, inventory] = [idsOf(reprocessorName), idsOf(inventoryName)];
  const log = { ...removal, Properties: { Tags: tags } };
  return {
    Resources: {
      [reprocessor.role]: reprocessorRole(list, settings, tags),
      [inventory.role]: inventoryRole(list, settings, tags),
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

/** The function that tells subscribers of changes under `functions`, by name; none where the stage has no fan-out. */
export async function fanOutFunctions(framework: FrameworkContext): Promise<Record<string, unknown>> {
  const settings = await settingsOf(framework);
  return settings.fanOut ? { [fanOutName]: fanOutFunction(settings, await fanOutFile(framework)) } : {};
}

/** What belongs to it, and what it tells. */
export async function fanOutResources(framework: FrameworkContext): Promise<Partial<Fragment>> {
  const settings = await settingsOf(framework);
  return settings.fanOut ? fanOutFragment(settings, await tagsOf(framework)) : {};
}
