import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import type { Deployed } from '../deployed/connect.ts';
import { deliveryStreamOf } from '../deployed/delivery-streams.ts';
import type { Progress } from '../output.ts';
import { handledRecords, type ReplayTotal, replayAll } from './replay.ts';
import { createReprocess } from './reprocessor.ts';
import { requestOf, type SelectionOptions } from './selection.ts';

export interface ReplayWanted extends SelectionOptions {
  /** Records at most. */
  limit?: number | undefined;
  /** Judge, and write nothing. */
  dryRun: boolean;
}

/** Replays one delivery stream's records, run after run. */
export async function replayStream(
  deployed: Deployed,
  stream: string,
  source: ReplayRequest['source'],
  { limit, dryRun, ...selection }: ReplayWanted,
  progress: Progress,
): Promise<ReplayTotal> {
  const { shortName } = await deliveryStreamOf(deployed, stream);
  const request = {
    ...requestOf(shortName, source, selection),
    ...(limit !== undefined && { limit }),
    ...(dryRun && { dryRun }),
  };
  progress.update(`${shortName}: the reprocessor runs …`);
  return replayAll(createReprocess(deployed), request, (total) => {
    const { runs, records, objects } = total;
    const handled = handledRecords(total) + total.alreadyThere;
    progress.update(
      `${shortName}: run ${runs}, ${handled.toLocaleString('en')} of ${records.toLocaleString('en')} records read are done, ${objects.remaining.toLocaleString('en')} objects to go`,
    );
  });
}
