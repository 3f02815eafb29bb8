import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { isFinished } from '../errors/replay.ts';
import { type ReplayWanted, replayStream } from '../errors/replay-stream.ts';
import { replayText } from '../errors/replay-text.ts';
import { fanOutName } from '../fan-out/deployed.ts';
import { fanOutReplay } from '../fan-out/errors.ts';
import { isAllTold } from '../fan-out/replay.ts';
import { fanOutReplayText } from '../fan-out/replay-text.ts';
import { createProgress } from '../output.ts';

export interface ReplayOptions extends DeployedOptions, ReplayWanted {
  json: boolean;
}

export async function errorsReplay(name: string, options: ReplayOptions): Promise<void> {
  await (name === fanOutName ? tellAgainAndPrint(options) : replayAndPrint(name, 'errors', options));
}

/** Exit code 1 when something is still where it was. */
async function tellAgainAndPrint(options: ReplayOptions): Promise<void> {
  const progress = createProgress(options.json);
  const replay = await withDeployed(options, (deployed) => fanOutReplay(deployed, options, progress));
  console.log(options.json ? JSON.stringify(replay) : fanOutReplayText(replay));
  if (!isAllTold(replay)) process.exitCode = 1;
}

/** Prints what a replay came to. Exit code 1 when something is still where it was. */
export async function replayAndPrint(
  stream: string,
  source: ReplayRequest['source'],
  options: ReplayOptions,
): Promise<void> {
  const progress = createProgress(options.json);
  const total = await withDeployed(options, (deployed) => replayStream(deployed, stream, source, options, progress));
  console.log(options.json ? JSON.stringify(total) : replayText(total));
  if (!isFinished(total)) process.exitCode = 1;
}
