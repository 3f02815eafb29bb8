import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import type { SelectionOptions } from '../errors/selection.ts';
import { summarise, summaryText } from '../errors/summarise.ts';
import { fanOutName } from '../fan-out/deployed.ts';
import { fanOutSummary } from '../fan-out/errors.ts';
import { failureSummaryText } from '../fan-out/summary.ts';
import { createProgress } from '../output.ts';

export interface SummaryOptions extends DeployedOptions, SelectionOptions {
  json: boolean;
}

/** Of one delivery stream, of the fan-out, or of all of them. */
export async function errorsSummary(name: string | undefined, options: SummaryOptions): Promise<void> {
  const progress = createProgress(options.json);
  const [summary, untold] = await withDeployed(options, async (deployed) => [
    name === fanOutName ? undefined : await summarise(deployed, name, 'errors', options, progress),
    name === undefined || name === fanOutName ? await fanOutSummary(deployed, options) : undefined,
  ]);
  if (options.json) {
    console.log(JSON.stringify({ ...summary, ...(untold && { fanOut: untold }) }));
    return;
  }
  if (summary) console.log(summaryText(summary, 'errors'));
  if (untold) console.log(`${summary ? '\n' : ''}${fanOutName}: ${failureSummaryText(untold)}`);
  if (!summary && !untold) console.log(`Stage ${options.stage} has no ${fanOutName}.`);
}
