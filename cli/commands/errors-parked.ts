import { withDeployed } from '../deployed/connect.ts';
import { summarise, summaryText } from '../errors/summarise.ts';
import { createProgress, UserError } from '../output.ts';
import { type ReplayOptions, replayAndPrint } from './errors-replay.ts';

export interface ParkedOptions extends ReplayOptions {
  replay: boolean;
}

/** Lists what replays found would fail again and, when asked to, replays it: after a fix, most of it passes. */
export async function errorsParked(stream: string | undefined, options: ParkedOptions): Promise<void> {
  if (options.replay) {
    if (stream === undefined) throw new UserError('Name the delivery stream whose parked records are to be replayed.');
    return replayAndPrint(stream, 'parked', options);
  }
  if (options.dryRun || options.limit !== undefined) {
    throw new UserError('--dry-run and --limit belong to --replay: a list changes nothing and is always whole.');
  }
  const progress = createProgress(options.json);
  const summary = await withDeployed(options, (deployed) => summarise(deployed, stream, 'parked', options, progress));
  if (options.json) {
    console.log(JSON.stringify(summary));
    return;
  }
  console.log(summaryText(summary, 'parked'));
  if (summary.groups.length > 0) console.log('\nTo replay them: tributary errors parked <delivery stream> --replay');
}
