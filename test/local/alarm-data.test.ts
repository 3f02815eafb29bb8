import { CloudWatchClient, type Metric, paginateListMetrics } from '@aws-sdk/client-cloudwatch';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chatMessage } from '../../cli/workload/messages.ts';
import { createRandom } from '../../local/random.ts';
import { alarmsOf, graphedMetrics, metricsOf, type WatchedMetric } from '../infra/alarms/watched-metrics.ts';
import { type StackUnderTest, settled, startStackUnderTest } from '../support/local-stack.ts';
import { packaged } from '../support/packaged.ts';

/** What a run without trouble does not emit, and what emits it. Everything else must be there. */
const onlyInTrouble: Record<string, string> = {
  FailedToReplicateRecordCount: 'a change record larger than the stream takes',
  ThrottledPutRecordCount: 'a stream that refuses changes for want of capacity',
  WriteThrottleEvents: 'a table that refuses writes, for too much waits for its stream',
  ThrottledRecords: 'a delivery stream that refuses puts beyond its quota',
  DestinationDeliveryFailures: 'a failure destination that cannot be written to',
  NumberOfNotificationsFailedToRedriveToDlq: 'a dead-letter queue that cannot be written to',
};

const { template } = await packaged('dev');
let under: StackUnderTest;
const emitted: Metric[] = [];

/** One good and one bad record all the way, then a count of what failed and a replay of it, as schedules and operators ask for. */
async function shortRun({ stack, client }: StackUnderTest): Promise<void> {
  const table = new DynamoDBClient(client);
  const lambda = new LambdaClient(client);
  const random = createRandom(1);
  const bad = { ...chatMessage('live-1', 1, random), MessageType: { S: 'SHOUT' } };
  const items = [chatMessage('live-1', 0, random), bad];
  const RequestItems = { 'tributary-dev-chat-messages': items.map((Item) => ({ PutRequest: { Item } })) };
  await table.send(new BatchWriteItemCommand({ RequestItems }));
  await settled(stack, items.length);
  const invoke = async (name: string, event: object) => {
    const FunctionName = `tributary-dev-${name}`;
    const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName, Payload: JSON.stringify(event) }));
    if (FunctionError) throw new Error(`${FunctionName} failed: ${FunctionError}`);
  };
  await invoke('dlq-inventory', {});
  for (const stream of ['chat-by-livestream', 'chat-by-time']) {
    await invoke('dlq-reprocessor', { stream, source: 'errors' });
  }
  table.destroy();
  lambda.destroy();
}

beforeAll(async () => {
  under = await startStackUnderTest({ accelerate: 300 });
  await shortRun(under);
  const client = new CloudWatchClient(under.client);
  for await (const { Metrics = [] } of paginateListMetrics({ client }, {})) emitted.push(...Metrics);
  client.destroy();
});
afterAll(() => under?.discard());

function isEmitted({ namespace, name, dimensions }: WatchedMetric): boolean {
  return emitted.some(
    ({ Namespace, MetricName, Dimensions = [] }) =>
      Namespace === namespace &&
      MetricName === name &&
      Dimensions.length === Object.keys(dimensions).length &&
      Dimensions.every(
        ({ Name = '', Value }) => Object.hasOwn(dimensions, Name) && (dimensions[Name] ?? Value) === Value,
      ),
  );
}

describe.each<[string, WatchedMetric[]]>([
  ['alarm', alarmsOf(template).flatMap(({ logicalId, properties }) => metricsOf(logicalId, properties))],
  ['graph', graphedMetrics(template)],
])('after a short run of the local stack every %s', (_kind, watched) => {
  it('has data', () => {
    const missing = watched.filter((metric) => !(metric.name in onlyInTrouble) && !isEmitted(metric));
    expect(missing).toEqual([]);
  });

  it('is without data only where nothing went wrong', () => {
    expect(watched.filter((metric) => metric.name in onlyInTrouble && isEmitted(metric))).toEqual([]);
  });
});
