// What serverless.yml asks of the TypeScript in this folder. The framework loads `.js` and `.cjs` files only; Node strips
// the types of what this one loads.
import { ConfigurationError } from './framework.ts';

export { tagList } from './tags.ts';

// A zip keeps the modes of its files, and Lambda reads them as another user than their owner: they must not depend on who packages.
process.umask(0o022);

/** Everything else waits for the settings: what cannot be loaded, such as a dataset whose file is missing, is told once. */
export async function settings(framework) {
  const [loaded] = await Promise.all([import('./settings.ts'), import('./generate.ts'), import('./watch.ts')]).catch(
    (error) => {
      throw new ConfigurationError(`${error.message}. Write what is missing, or take away what asks for it.`);
    },
  );
  return loaded.settings(framework);
}

const afterSettings = (load) => async (framework) => {
  await framework.resolveVariable('self:custom.settings');
  return (await load())(framework);
};
const generated = (name) => afterSettings(async () => (await import('./generate.ts'))[name]);

export const transformFunctions = generated('transformFunctions');
export const errorObjectFunctions = generated('errorObjectFunctions');
export const readingDeliveryStreamIds = generated('readingDeliveryStreamIds');
export const deliveryStreamResources = generated('deliveryStreamResources');
export const errorObjectResources = generated('errorObjectResources');
export const fanOutFunctions = generated('fanOutFunctions');
export const fanOutResources = generated('fanOutResources');
export const databaseFiles = generated('databaseFiles');
export const watchResources = afterSettings(async () => (await import('./watch.ts')).watchResources);
