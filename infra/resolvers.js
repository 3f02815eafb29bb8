// What serverless.yml asks of the TypeScript in this folder. The framework loads `.js` and `.cjs` files only; Node strips
// the types of what this one passes on.
export {
  deliveryStreamIds,
  deliveryStreamResources,
  errorObjectFunctions,
  errorObjectResources,
  transformFunctions,
} from './generate.ts';
export { settings } from './settings.ts';
export { tagList } from './tags.ts';
export { watchResources } from './watch.ts';
