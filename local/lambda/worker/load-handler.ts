import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './failure.ts';

export type Handler = (
  event: unknown,
  context: object,
  callback?: (error: unknown, result?: unknown) => void,
) => unknown;

/** Node 24 and later take no callbacks. https://aws.amazon.com/blogs/compute/node-js-24-runtime-now-available-in-aws-lambda/ */
export const CALLBACKS_END_MAJOR = 24;

/**
 * Finds and loads `path/module.export` as Lambda's Node.js runtime does: `.js` by the nearest `package.json`, `.mjs`, `.cjs`.
 * Throws `Runtime.MalformedHandlerName`, `.ImportModuleError`, `.UserCodeSyntaxError`, `.HandlerNotFound`,
 * `.CallbackHandlerDeprecated`, or whatever the module itself throws.
 * https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
 */
export async function loadHandler(taskRoot: string, name: string, runtimeMajor: number): Promise<Handler> {
  if (name.includes('..')) {
    throw new RuntimeError(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const [, module, path] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (module === undefined || path === undefined) throw new RuntimeError('MalformedHandlerName', 'Bad handler');
  const loaded = await importModule(taskRoot, resolve(taskRoot, dirname(name), module), module);
  const handler = path
    .split('.')
    .reduce<unknown>((found, key) => (found as Record<string, unknown> | undefined)?.[key], loaded);
  if (!handler) throw new RuntimeError('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('HandlerNotFound', `${name} is not a function`);
  if (handler.length >= 3 && runtimeMajor >= CALLBACKS_END_MAJOR) {
    throw new RuntimeError(
      'CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
  return handler as Handler;
}

async function importModule(taskRoot: string, file: string, module: string): Promise<unknown> {
  const require = createRequire(join(taskRoot, 'runtime.js'));
  try {
    if (existsSync(file)) return require(file);
    if (existsSync(`${file}.js`) && !isModuleScope(taskRoot, file)) return require(`${file}.js`);
    for (const extension of ['.js', '.mjs']) {
      if (existsSync(file + extension)) return await import(pathToFileURL(file + extension).href);
    }
    return existsSync(`${file}.cjs`) ? require(`${file}.cjs`) : require(module);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError('UserCodeSyntaxError', String(error));
    if ((error as NodeJS.ErrnoException | null)?.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('ImportModuleError', String(error));
    }
    throw error;
  }
}

/** Whether the nearest `package.json` up to the task's root says `"type": "module"`. */
function isModuleScope(taskRoot: string, file: string): boolean {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const description = join(folder, 'package.json');
    if (existsSync(description)) return JSON.parse(readFileSync(description, 'utf8')).type === 'module';
    if (folder === taskRoot || folder === dirname(folder)) return false;
  }
}
