import type { Deployed } from '../deployed/connect.ts';
import type { SelectionOptions } from '../errors/selection.ts';
import type { Progress } from '../output.ts';
import { type DeployedFanOut, fanOutOf, mustHaveFanOut } from './deployed.ts';
import { createFailureObjects, type FailureObjects } from './failure-objects.ts';
import { type FanOutReplay, type FanOutReplayOptions, replayFailures } from './replay.ts';
import { firstFailures, type ShownFailure } from './show.ts';
import { type FailureSummary, summariseFailures } from './summary.ts';
import { createTell } from './tell.ts';

/** Sums up the changes that subscribers were not told of; undefined for a stage without a fan-out. */
export async function fanOutSummary(
  deployed: Deployed,
  selection: SelectionOptions,
): Promise<FailureSummary | undefined> {
  const fanOut = await fanOutOf(deployed);
  return fanOut && summariseFailures(objectsOf(deployed, fanOut), fanOut.functionName, selection);
}

/** The first of them. Throws `UserError` for a stage without a fan-out. */
export async function fanOutFailures(
  deployed: Deployed,
  wanted: SelectionOptions & { limit: number; content: boolean },
): Promise<ShownFailure[]> {
  const fanOut = await mustHaveFanOut(deployed);
  return firstFailures(objectsOf(deployed, fanOut), fanOut.functionName, wanted);
}

/** Tells them again. Throws `UserError` for a stage without a fan-out. */
export async function fanOutReplay(
  deployed: Deployed,
  options: FanOutReplayOptions,
  progress: Progress,
): Promise<FanOutReplay> {
  const fanOut = await mustHaveFanOut(deployed);
  const { functionName } = fanOut;
  const tell = createTell(deployed, functionName);
  return replayFailures(objectsOf(deployed, fanOut), tell, functionName, options, ({ objects, records }) =>
    progress.update(
      `${objects.told + objects.failed} objects, ${records.told.toLocaleString('en')} changes told again`,
    ),
  );
}

const objectsOf = (deployed: Deployed, { variables }: DeployedFanOut): FailureObjects =>
  createFailureObjects(deployed, variables.LAKE_BUCKET ?? '');
