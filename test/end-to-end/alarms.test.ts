import { CloudWatchClient, ListMetricsCommand, type Metric } from '@aws-sdk/client-cloudwatch';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatMessage } from '../../cli/workload/messages.ts';
import { createRandom } from '../../local/random.ts';
import { type StackUnderTest, settled, startStackUnderTest } from '../support/local-stack.ts';

let under: StackUnderTest;

beforeAll(async () => {
  // Five minutes, a turn of the inventory, take a second.
  under = await startStackUnderTest({ accelerate: 300 });
});
afterAll(() => under?.discard());

const identity = (namespace: string, name: string, dimensions: [string, string][]) =>
  `${namespace} ${name} ${JSON.stringify(dimensions.toSorted())}`;

const emitted = ({ Namespace = '', MetricName = '', Dimensions = [] }: Metric) =>
  identity(
    Namespace,
    MetricName,
    Dimensions.map(({ Name = '', Value = '' }) => [Name, Value]),
  );

/** As on AWS. Another metric of the same namespace and dimensions stands for them. */
const onlyWhenItHappens = [
  'AWS/Firehose ThrottledRecords',
  'AWS/Lambda DestinationDeliveryFailures',
  'AWS/SNS NumberOfNotificationsFailedToRedriveToDlq',
];

describe('the alarms of the template', () => {
  it('have their metrics from the local services, each under its own namespace, name and dimensions', async () => {
    const random = createRandom(7);
    const items = Array.from({ length: 25 }, (_, serial) => chatMessage('live-1', serial, random));
    const dynamodb = new DynamoDBClient(under.client);
    const RequestItems = { 'tributary-dev-chat-messages': items.map((Item) => ({ PutRequest: { Item } })) };
    await dynamodb.send(new BatchWriteItemCommand({ RequestItems }));
    dynamodb.destroy();
    await settled(under.stack, 25);
    const lambda = new LambdaClient(under.client);
    for (const stream of ['chat-by-livestream', 'chat-by-time']) {
      const Payload = JSON.stringify({ stream, source: 'errors' });
      await lambda.send(new InvokeCommand({ FunctionName: 'tributary-dev-dlq-reprocessor', Payload }));
    }
    lambda.destroy();
    await inventoryTaken();
    const cloudwatch = new CloudWatchClient(under.client);
    const { Metrics = [] } = await cloudwatch.send(new ListMetricsCommand({}));
    cloudwatch.destroy();
    const known = new Set(Metrics.map(emitted));
    const without = under.stack.cloudwatch.alarms().flatMap(({ definition }) =>
      definition.queries.flatMap((query) => {
        if (!('metric' in query)) return [];
        const { namespace, metricName, dimensions } = query.metric;
        const wanted = identity(namespace, metricName, Object.entries(dimensions));
        const isKnown = onlyWhenItHappens.includes(`${namespace} ${metricName}`)
          ? Metrics.some((metric) => emitted({ ...metric, MetricName: metricName }) === wanted)
          : known.has(wanted);
        return isKnown ? [] : [wanted];
      }),
    );
    expect(without).toEqual([]);
  });

  it('watch functions too: their calls, failures and durations', () => {
    const { cloudwatch } = under.stack;
    const ofInventory = (metricName: string) =>
      cloudwatch.total({
        namespace: 'AWS/Lambda',
        metricName,
        dimensions: { FunctionName: 'tributary-dev-dlq-inventory' },
      });
    expect(ofInventory('Invocations')).toBeGreaterThan(0);
    expect(ofInventory('Duration')).toBeGreaterThan(0);
    expect(ofInventory('Errors')).toBe(0);
    expect(ofInventory('Throttles')).toBe(0);
  });

  it('ring when a function throws, and are over when it no longer does', async () => {
    const lambda = new LambdaClient(under.client);
    const FunctionName = 'tributary-dev-dlq-reprocessor';
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: '{}' }));
    lambda.destroy();
    expect(FunctionError).toBe('Unhandled');
    under.stack.cloudwatch.evaluateNow();
    const changes = under.events.flatMap((event) =>
      event.type === 'alarm' && event.alarmName.endsWith('dlq-reprocessor-function-errors') ? [event.to] : [],
    );
    expect(changes.at(-1)).toBe('ALARM');
    await stateReached('OK', 'dlq-reprocessor-function-errors');
  });
});

/** The inventory runs by its schedule alone: here that is all that could call it. */
async function inventoryTaken(): Promise<void> {
  const counted = () =>
    under.stack.cloudwatch.total({
      namespace: 'AWS/Lambda',
      metricName: 'Invocations',
      dimensions: { FunctionName: 'tributary-dev-dlq-inventory' },
    });
  await turnOf(() => counted() > 0);
}

const stateReached = (state: string, suffix: string) =>
  turnOf(() =>
    under.stack.cloudwatch.alarms().some((alarm) => alarm.alarmName.endsWith(suffix) && alarm.state === state),
  );

/** Resolves at the first minute of the stack's clock at which something is so; the test's own time limit ends it. */
function turnOf(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => (isSo() ? resolve() : under.stack.clock.after(60_000, look));
    look();
  });
}
