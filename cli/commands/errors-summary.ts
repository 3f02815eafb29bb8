import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import type { SelectionOptions } from '../errors/selection.ts';
import { summarise, summaryText } from '../errors/summarise.ts';
import { createProgress } from '../output.ts';

export interface SummaryOptions extends DeployedOptions, SelectionOptions {
  json: boolean;
}

export async function errorsSummary(stream: string | undefined, options: SummaryOptions): Promise<void> {
  const progress = createProgress(options.json);
  const summary = await withDeployed(options, (deployed) => summarise(deployed, stream, 'errors', options, progress));
  console.log(options.json ? JSON.stringify(summary) : summaryText(summary, 'errors'));
}
