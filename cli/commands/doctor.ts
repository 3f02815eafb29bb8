import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { diagnose } from '../doctor/diagnose.ts';
import { stageOf, withPackage } from '../doctor/template.ts';
import { countOf, diagnosisText } from '../doctor/text.ts';
import { createProgress } from '../output.ts';

export interface DoctorOptions extends DeployedOptions {
  package?: string | undefined;
  json: boolean;
}

/** Exit code 1 when there is an error among the findings. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const progress = createProgress(options.json);
  if (options.package === undefined) progress.update(`packaging stage ${options.stage} …`);
  const diagnosis = await withPackage(options.stage, options.package, (directory) =>
    withDeployed(options, async (deployed) => diagnose(await stageOf(deployed, directory, options.aws))),
  );
  progress.done('');
  const place = options.aws ? 'AWS' : (options.endpoint ?? 'the local stack');
  console.log(
    options.json
      ? JSON.stringify({ stage: options.stage, ...diagnosis })
      : diagnosisText(diagnosis, { stage: options.stage, place }),
  );
  if (countOf(diagnosis.notes, 'error') > 0) process.exitCode = 1;
}
