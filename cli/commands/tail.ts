import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { type Followed, follow } from '../tail/follow.ts';
import { abortedByUser } from '../tail/interruption.ts';
import { tailText } from '../tail/line.ts';

export interface TailOptions extends DeployedOptions, Followed {
  json: boolean;
}

/** Prints what arrives until Ctrl-C, which ends it well. */
export async function tail(options: TailOptions): Promise<void> {
  const signal = abortedByUser();
  const ready = (what: string) => console.error(`Following ${what}. Ctrl-C ends it.`);
  await withDeployed(options, async (deployed) => {
    for await (const line of follow(deployed, options, signal, ready)) {
      console.log(options.json ? JSON.stringify(line) : tailText(line));
    }
  });
}
