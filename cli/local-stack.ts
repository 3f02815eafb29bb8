import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { claimDataDirectory } from '../local/data-directory.ts';
import type { StackEvent } from '../local/services.ts';
import { type LocalStack, startStack } from '../local/stack.ts';
import { type Progress, UserError } from './output.ts';
import { packageService } from './package-service.ts';
import { tablesOf } from './tables.ts';

export interface LocalStackOptions {
  data: string;
  stage: string;
  port: number;
  accelerate: number;
  /** What `sls package` wrote; left out, the service is packaged now. */
  package?: string | undefined;
  /** Parameters of the stage that are to be other than serverless.yml says, if it is packaged now. */
  params?: Readonly<Record<string, string>> | undefined;
}

/** Where a data directory keeps the package that its stack runs, so that later commands know the tables. */
export const packageDirectoryOf = (data: string): string => join(data, 'package');

/** Takes the data directory, packages the service into it and starts the stack on it. */
export async function openLocalStack(
  options: LocalStackOptions,
  progress: Progress,
  onEvent: (event: StackEvent) => void,
): Promise<LocalStack> {
  const data = claimDataDirectory(options.data);
  try {
    await bringPackage(options, progress);
    const { port, accelerate } = options;
    const stack = await startStack({
      packageDirectory: packageDirectoryOf(options.data),
      data,
      port,
      accelerate,
      onEvent,
    });
    return await checked(stack);
  } catch (error) {
    data.release();
    throw error;
  }
}

/** Puts a package into the data directory. The one of an earlier run stays until the new one is whole. */
async function bringPackage(options: LocalStackOptions, progress: Progress): Promise<void> {
  const directory = packageDirectoryOf(options.data);
  if (options.package !== undefined && resolve(options.package) === resolve(directory)) return;
  const fresh = `${directory}.new`;
  rmSync(fresh, { recursive: true, force: true });
  if (options.package === undefined) {
    const startedMs = performance.now();
    progress.update(`packaging stage ${options.stage} …`);
    await packageService(options.stage, fresh, options.params);
    progress.done(`packaged stage ${options.stage} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
  } else {
    if (!existsSync(options.package)) {
      throw new UserError(
        `There is no package in ${options.package}. Make one: npm run package -- --out ${options.package}`,
      );
    }
    cpSync(options.package, fresh, { recursive: true });
  }
  rmSync(directory, { recursive: true, force: true });
  renameSync(fresh, directory);
}

/** A table that queries could not read is told at the start, not at the first query. */
async function checked(stack: LocalStack): Promise<LocalStack> {
  try {
    tablesOf(stack.resources);
    return stack;
  } catch (error) {
    await stack.stop();
    throw error;
  }
}
