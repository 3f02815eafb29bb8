import { createProgress } from '../output.ts';
import { packageService } from '../package-service.ts';

export interface PackageOptions {
  stage: string;
  out: string;
  param?: Record<string, string>;
}

export async function packageCommand({ stage, out, param }: PackageOptions): Promise<void> {
  const progress = createProgress(false);
  progress.update(`packaging stage ${stage} …`);
  const startedMs = performance.now();
  await packageService(stage, out, param);
  progress.done(`packaged stage ${stage} into ${out} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
