import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { firstRecords, type RecordsWanted } from '../errors/records.ts';
import { showText } from '../errors/show.ts';
import { fanOutName } from '../fan-out/deployed.ts';
import { fanOutFailures } from '../fan-out/errors.ts';
import { failuresText } from '../fan-out/show.ts';
import { UserError } from '../output.ts';

export interface ShowOptions extends DeployedOptions, RecordsWanted {
  json: boolean;
}

/** Of one delivery stream, of all of them, or of the fan-out. */
export async function errorsShow(name: string | undefined, options: ShowOptions): Promise<void> {
  if (name === fanOutName) {
    if (options.parked) throw new UserError(`${fanOutName} parks nothing: leave out --parked.`);
    const failures = await withDeployed(options, (deployed) => fanOutFailures(deployed, options));
    console.log(options.json ? JSON.stringify(failures) : failuresText(failures, options));
    return;
  }
  const records = await withDeployed(options, (deployed) => firstRecords(deployed, name, options));
  console.log(options.json ? JSON.stringify(records) : showText(records, options));
}
