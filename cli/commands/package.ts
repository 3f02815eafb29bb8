import { createProgress } from '../output.ts';
import { packageService } from '../package-service.ts';

export async function packageCommand({ stage, out }: { stage: string; out: string }): Promise<void> {
  const progress = createProgress(false);
  progress.update(`packaging stage ${stage} …`);
  const startedMs = performance.now();
  await packageService(stage, out);
  progress.done(`packaged stage ${stage} into ${out} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
