import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { createProgress } from '../output.ts';
import { traceText } from '../trace/text.ts';
import { isKnown, type TraceWanted, traceMessage } from '../trace/trace.ts';

export interface TraceOptions extends DeployedOptions, TraceWanted {
  json: boolean;
}

/** Exit code 1 when nothing is known of the message. */
export async function trace(livestreamId: string, uid: string, options: TraceOptions): Promise<void> {
  const key = { partition: livestreamId, sort: uid };
  const progress = createProgress(options.json || process.stderr.isTTY !== true);
  const found = await withDeployed(options, (deployed) => traceMessage(deployed, key, options, progress));
  console.log(options.json ? JSON.stringify(found) : traceText(found));
  if (!isKnown(found)) process.exitCode = 1;
}
