import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { firstRecords, type RecordsWanted } from '../errors/records.ts';
import { showText } from '../errors/show.ts';

export interface ShowOptions extends DeployedOptions, RecordsWanted {
  json: boolean;
}

export async function errorsShow(stream: string | undefined, options: ShowOptions): Promise<void> {
  const records = await withDeployed(options, (deployed) => firstRecords(deployed, stream, options));
  console.log(options.json ? JSON.stringify(records) : showText(records, options));
}
