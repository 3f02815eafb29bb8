import { processingFailedAlarm } from './delivery-stream/alarm.ts';
import { firehose } from './delivery-stream/firehose.ts';
import { type CatalogColumn, glueTable } from './delivery-stream/glue-table.ts';
import { deliveryLogs, removal } from './delivery-stream/logs.ts';
import { logicalIds } from './delivery-stream/names.ts';
import { deliveryRole } from './delivery-stream/role.ts';
import { type DeliveryStream, deliveryStreams } from './delivery-streams.ts';
import { ConfigurationError, type Fragment, type FrameworkContext } from './framework.ts';
import type { Settings } from './settings.ts';
import type { Tag } from './tags.ts';
import { readFunctionFile, transformFunction, transformRole } from './transform-function.ts';

/** `DependsOn` of what must not exist before Firehose listens. */
export const deliveryStreamIds = (): string[] => deliveryStreams.map((entry) => logicalIds(entry).deliveryStream);

/** The transforms under `functions`, by name. */
export async function transformFunctions(framework: FrameworkContext): Promise<Record<string, unknown>> {
  const settings = await settingsOf(framework);
  const functions: Record<string, unknown> = {};
  for (const entry of deliveryStreams) {
    functions[entry.transform.name] = transformFunction(entry, settings, await functionFileOf(entry, framework));
  }
  return functions;
}

/** All that becomes of the list under `resources`. */
export async function deliveryStreamResources(framework: FrameworkContext): Promise<Fragment> {
  const settings = await settingsOf(framework);
  const tags = (await framework.resolveVariable('self:custom.tags')) as Tag[];
  const fragment: Fragment = { Resources: {}, Outputs: {}, extensions: {} };
  for (const entry of deliveryStreams) {
    const ids = logicalIds(entry);
    const { environment } = await functionFileOf(entry, framework);
    const metrics = {
      namespace: environment.POWERTOOLS_METRICS_NAMESPACE,
      service: environment.POWERTOOLS_SERVICE_NAME,
    };
    Object.assign(fragment.Resources, {
      [ids.deliveryStream]: firehose(entry, settings, tags),
      [ids.role]: deliveryRole(entry, settings, tags),
      ...deliveryLogs(entry, settings, tags),
      [ids.alarm]: processingFailedAlarm(entry, settings, metrics, tags),
      [ids.glueTable]: glueTable(entry, settings, await catalogOf(entry, framework)),
      [ids.functionRole]: transformRole(entry, settings, tags),
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

const settingsOf = async ({ resolveVariable }: FrameworkContext) =>
  (await resolveVariable('self:custom.settings')) as Settings;

async function functionFileOf({ transform }: DeliveryStream, { resolveVariable }: FrameworkContext) {
  const path = `${transform.folder}/function.yml`;
  return readFunctionFile(path, await resolveVariable(`file(${path}), null`));
}

async function catalogOf(
  { name, dataset }: DeliveryStream,
  { resolveVariable }: FrameworkContext,
): Promise<CatalogColumn[]> {
  const path = `infra/catalog/${dataset.name}.yml`;
  const columns = await resolveVariable(`file(${path}), null`);
  if (!Array.isArray(columns)) {
    throw new ConfigurationError(
      `${path}, the columns of "${name}", is missing or holds no list. Write it after infra/catalog/chat-message.yml.`,
    );
  }
  return columns;
}
