import { withDeployed } from '../deployed/connect.ts';
import { transformingStreamsOf } from '../deployed/delivery-streams.ts';
import type { DeployedOptions } from '../deployed/place.ts';
import { alarmsOf, alarmsText } from '../status/alarms.ts';
import { deliveriesOf, deliveryTable } from '../status/delivery.ts';
import { fanOutStatusOf, fanOutText } from '../status/fan-out.ts';

export interface StatusOptions extends DeployedOptions {
  hours: number;
  json: boolean;
}

export async function status(options: StatusOptions): Promise<void> {
  const { hours, json } = options;
  const text = await withDeployed(options, async (deployed) => {
    const streams = await transformingStreamsOf(deployed);
    const deliveries = await deliveriesOf(deployed, streams, hours);
    const fanOut = await fanOutStatusOf(deployed, hours);
    const alarms = await alarmsOf(deployed);
    if (json) {
      const ringing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
      return JSON.stringify({ hours, deliveryStreams: deliveries, fanOut, alarms: { count: alarms.length, ringing } });
    }
    const span = `Stage ${deployed.stage} at ${deployed.place}, the last ${hours === 1 ? 'hour' : `${hours} hours`}:`;
    const told = fanOut ? ['', fanOutText(fanOut)] : [];
    return [span, '', deliveryTable(deliveries), ...told, '', alarmsText(alarms, deployed.now(), false)].join('\n');
  });
  console.log(text);
}
