import { DescribeDeliveryStreamCommand, FirehoseClient } from '@aws-sdk/client-firehose';
import { DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import type { Deployed } from '../deployed/connect.ts';
import { UserError } from '../output.ts';
import { mustHaveFanOut } from './deployed.ts';

export type TargetKind = 'bus' | 'topic' | 'queue' | 'stream' | 'delivery-stream';

/** Where the fan-out leads. */
export interface FanOutTarget {
  kind: TargetKind;
  /** Physical name without what every name of the stage begins with. */
  shortName: string;
  /** Name of a bus, stream or delivery stream, ARN of a topic, URL of a queue. */
  address: string;
}

/** What a target may be called too, as long as it is the only one of its kind. */
const nicknames: Partial<Record<TargetKind, string>> = { bus: 'events', 'delivery-stream': 'archive' };

/** What the function's environment has beside targets. */
const notTargets = /^(?:LAKE_BUCKET|LAKE_BUCKET_OWNER|POWERTOOLS_|AWS_|NODE_)/;

/**
 * The target of that name: its own (`changes`, `moderation`), or its kind's, `events` and `archive`, alone or at the end of a
 * route's (`domain-events`). What there is stands in the function's environment. Throws {@link UserError} that lists it.
 */
export async function targetOf(deployed: Deployed, name: string): Promise<FanOutTarget> {
  const { variables } = await mustHaveFanOut(deployed);
  const addresses = Object.entries(variables).filter(([key, value]) => !notTargets.test(key) && value !== 'none');
  const targets: FanOutTarget[] = [];
  for (const [variable, address] of addresses) {
    const physicalName = address.split(/[/:]/).at(-1) ?? '';
    // Anything else is another setting of the function's.
    if (!physicalName.startsWith(deployed.physicalName(''))) continue;
    const shortName = physicalName.slice(deployed.physicalName('').length);
    targets.push({ kind: await kindOf(deployed, variable, address), shortName, address });
  }
  const nicknamed = targets.filter(({ kind }) => {
    const nickname = nicknames[kind];
    return nickname !== undefined && (name === nickname || name.endsWith(`-${nickname}`));
  });
  const found =
    targets.find(({ shortName }) => shortName === name) ?? (nicknamed.length === 1 ? nicknamed[0] : undefined);
  if (found) return found;
  const known = targets.map(({ kind, shortName }) => `${shortName} (${kind})`).join(', ') || 'none';
  throw new UserError(`Stage ${deployed.stage} has no target ${name}. It has: ${known}.`);
}

/** A plain name does not say what it names: its variable says `BUS`, or the services are asked, for a bus may be called like a stream. */
async function kindOf(deployed: Deployed, variable: string, address: string): Promise<TargetKind> {
  if (/^https?:/.test(address)) return 'queue';
  if (/^arn:[^:]+:sns:/.test(address)) return 'topic';
  if (/(?:^|_)BUS(?:_|$)/.test(variable) || /^arn:[^:]+:events:/.test(address)) return 'bus';
  const firehose = deployed.client(FirehoseClient);
  if (await exists(() => firehose.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: address })))) {
    return 'delivery-stream';
  }
  const kinesis = deployed.client(KinesisClient);
  if (await exists(() => kinesis.send(new DescribeStreamSummaryCommand({ StreamName: address })))) return 'stream';
  return 'bus';
}

async function exists(describe: () => Promise<unknown>): Promise<boolean> {
  try {
    await describe();
    return true;
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') return false;
    throw error;
  }
}
