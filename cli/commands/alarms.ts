import { withDeployed } from '../deployed/connect.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { UserError } from '../output.ts';
import { alarmsOf, alarmsText } from '../status/alarms.ts';

export interface AlarmsOptions extends DeployedOptions {
  all: boolean;
  json: boolean;
}

export async function alarms(options: AlarmsOptions): Promise<void> {
  const text = await withDeployed(options, async (deployed) => {
    const found = await alarmsOf(deployed);
    if (found.length === 0) throw new UserError(`There are no alarms of stage ${deployed.stage} at ${deployed.place}.`);
    return options.json ? JSON.stringify(found) : alarmsText(found, deployed.now(), options.all);
  });
  console.log(text);
}
