import { stopStoringBeforeMs } from '../functions/ddb-fanout/limits.ts';
import { answerBeforeMs } from '../functions/dlq-reprocessor/limits.ts';
import { alarmId, alarmResource } from './alarms/alarm.ts';
import { allAlarms, type EmittingFunction, type Watched } from './alarms/all.ts';
import { checkAlarms } from './alarms/check.ts';
import { settingsOf, tagsOf } from './context.ts';
import { dashboardResource } from './dashboard/dashboard.ts';
import { functionIds } from './delivery-stream/names.ts';
import { deliveryStreamsOf } from './delivery-streams.ts';
import { fanOutFile } from './fan-out/function.ts';
import { fanOutName } from './fan-out/names.ts';
import { subscribers } from './fan-out/targets.ts';
import type { CloudFormationResources, FrameworkContext } from './framework.ts';
import { emitterOf, type FunctionFile } from './function-file.ts';
import type { Settings } from './parameters.ts';
import { reprocessorFiles } from './reprocessor/functions.ts';
import { inventoryName, reprocessorName } from './reprocessor/names.ts';
import { sources } from './sources.ts';
import { transformFile } from './transform-function.ts';

/** All alarms, and the dashboard that shows what they watch. Throws ConfigurationError, see `alarms/check.ts`. */
export async function watchResources(framework: FrameworkContext): Promise<{ Resources: CloudFormationResources }> {
  const settings = await settingsOf(framework);
  const tags = await tagsOf(framework);
  const watched = await watchedOf(framework, settings);
  const alarms = allAlarms(watched, settings);
  checkAlarms(alarms, settings);
  const Resources: CloudFormationResources = {};
  for (const alarm of alarms) Resources[alarmId(alarm)] = alarmResource(alarm, settings.stage, tags);
  Resources.Dashboard = dashboardResource(watched, alarms, settings.stage, tags);
  return { Resources };
}

/** One file after the other: the framework never answers two questions for the same file at once. */
async function watchedOf(framework: FrameworkContext, settings: Settings): Promise<Watched> {
  const watched: Watched['deliveryStreams'] = [];
  for (const entry of deliveryStreamsOf(settings)) {
    const { transform } = entry;
    const file = transform && (await transformFile(transform, framework));
    watched.push({ entry, ...(file && { transform: emitting(transform.name, file) }) });
  }
  const files = await reprocessorFiles(framework);
  const fanOut = settings.fanOut && emitting(fanOutName, await fanOutFile(framework), stopStoringBeforeMs / 2);
  return {
    sources,
    deliveryStreams: watched,
    reprocessor: emitting(reprocessorName, files.reprocessor, endsByItselfBeforeMs),
    inventory: emitting(inventoryName, files.inventory),
    ...(fanOut && { fanOut: { ...fanOut, subscribers: subscribers() } }),
  };
}

/** A replay uses the time it has, and the fan-out while a target is away. What must not happen is that less is left than the answer takes. */
const endsByItselfBeforeMs = answerBeforeMs / 2;

/** `leftMs`: the time to the timeout that is too short; a fifth of it unless the function says otherwise. */
function emitting(name: string, file: FunctionFile, leftMs = file.timeout * 200): EmittingFunction {
  const durationMsMax = file.timeout * 1000 - leftMs;
  return { name, id: functionIds(name).function, durationMsMax, emitter: emitterOf(file) };
}
