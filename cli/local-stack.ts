import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { claimDataDirectory } from '../local/data-directory.ts';
import { type LocalStack, type StackEvent, startStack } from '../local/stack.ts';
import type { Progress } from './output.ts';
import { packageService } from './package-service.ts';

export interface LocalStackOptions {
  data: string;
  stage: string;
  port: number;
  accelerate: number;
  /** What `sls package` wrote; left out, the service is packaged now. */
  package?: string | undefined;
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
    const packageDirectory = packageDirectoryOf(options.data);
    rmSync(packageDirectory, { recursive: true, force: true });
    if (options.package === undefined) {
      const startedMs = performance.now();
      progress.update(`packaging stage ${options.stage} …`);
      await packageService(options.stage, packageDirectory);
      progress.done(`packaged stage ${options.stage} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
    } else {
      cpSync(options.package, packageDirectory, { recursive: true });
    }
    const { port, accelerate } = options;
    return await startStack({ packageDirectory, data, port, accelerate, onEvent });
  } catch (error) {
    data.release();
    throw error;
  }
}
