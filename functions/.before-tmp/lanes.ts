import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { FanOutSettings } from './environment.ts';
import { createLane, type Lane } from './lane.ts';
import type { Route } from './route.ts';
import { eventBridgeTarget } from './targets/event-bridge.ts';
import { firehoseTarget } from './targets/firehose.ts';
import { kinesisTarget } from './targets/kinesis.ts';
import { snsTarget } from './targets/sns.ts';
import { sqsTarget } from './targets/sqs.ts';

/** One try a call: `deliver.ts` sends again what failed, and only that. */
const once = { maxAttempts: 1 };

/** The lanes of the routes that are switched on, each through a client of its own: a slow one holds no other's connections. */
export const createLanes = (routes: FanOutSettings['routes']): Lane[] =>
  routes.map(({ route, target }) => laneTo(target, route));

/** `name` is what the target is called by, see `environment.ts`. */
function laneTo(name: string, route: Route): Lane {
  const { target } = route;
  switch (target.kind) {
    case 'event-bridge':
      return createLane(route, eventBridgeTarget(new EventBridgeClient(once), name, target));
    case 'sns':
      return createLane(route, snsTarget(new SNSClient(once), name, target));
    case 'sqs':
    case 'sqs-fifo':
      return createLane(route, sqsTarget(new SQSClient(once), name, target));
    case 'kinesis':
      return createLane(route, kinesisTarget(new KinesisClient(once), name, target));
    case 'firehose':
      return createLane(route, firehoseTarget(new FirehoseClient(once), name, target));
  }
}
