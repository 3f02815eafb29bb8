import { checkDeliveryStreams } from './delivery-stream/check.ts';
import { deliveryStreamsOf } from './delivery-streams.ts';
import { ConfigurationError, type FrameworkContext } from './framework.ts';
import { checkGeoIpDatabase } from './geo-ip-database.ts';
import { parameterNames, readSettings, type Settings } from './parameters.ts';

/**
 * `custom.settings` of serverless.yml. Throws {@link ConfigurationError} naming every parameter that is missing or wrong, or
 * what is wrong with the list of delivery streams: everything else depends on these settings, so it is said once.
 */
export async function settings(framework: FrameworkContext): Promise<Settings> {
  const { resolveVariable, resolveConfigurationProperty, options } = framework;
  const stage = String(await resolveVariable('sls:stage'));
  const blocks = (await resolveConfigurationProperty(['params'])) as Record<string, object>;
  const stages = Object.keys(blocks).filter((name) => name !== 'default');
  if (!stages.includes(stage)) {
    throw new ConfigurationError(
      `Stage "${stage}" is none of ${stages.join(', ')}. Name one of them (--stage ${stages[0]}), or give the new stage its block under "params" in serverless.yml.`,
    );
  }
  checkNames(options.param ?? [], [...parameterNames, ...Object.values(blocks).flatMap(Object.keys)]);
  const given: Record<string, unknown> = {};
  for (const name of parameterNames) {
    given[name] = (await resolveVariable(`param:${name}, null`)) ?? undefined;
  }
  const found = readSettings(stage, given);
  checkDeliveryStreams(deliveryStreamsOf(found), found);
  if (found.accessLog) checkGeoIpDatabase(found);
  return found;
}

/** The framework takes any name on the command line and passes over what nobody asks for. Throws {@link ConfigurationError}. */
export function checkNames(given: readonly string[], known: readonly string[]): void {
  const unknown = given.map((parameter) => parameter.split('=')[0]!).filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  throw new ConfigurationError(
    `There is no parameter ${unknown.map((name) => `"${name}"`).join(', ')} (--param). There are ${[...new Set(known)].sort().join(', ')}.`,
  );
}
