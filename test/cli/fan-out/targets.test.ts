import { DescribeDeliveryStreamCommand } from '@aws-sdk/client-firehose';
import { DescribeStreamSummaryCommand } from '@aws-sdk/client-kinesis';
import { describe, expect, it } from 'vitest';
import type { Deployed } from '../../../cli/deployed/connect.ts';
import { targetOf } from '../../../cli/fan-out/targets.ts';

const variables = {
  POWERTOOLS_SERVICE_NAME: 'ddb-fanout',
  LAKE_BUCKET: 'tributary-dev-lake',
  EVENT_BUS_NAME: 'tributary-dev-changes',
  MODERATION_TOPIC_ARN: 'arn:aws:sns:us-east-1:000000000000:tributary-dev-moderation',
  CHANGES_ARCHIVE_NAME: 'tributary-dev-changes-archive',
  LIVESTREAM_STREAM_NAME: 'tributary-dev-livestream',
  SEARCH_QUEUE_URL: 'https://sqs.us-east-1.amazonaws.com/000000000000/tributary-dev-search',
  LIVESTREAM_QUEUE_URL: 'none',
};
const absent = Object.assign(new Error('absent'), { name: 'ResourceNotFoundException' });

const send = async (command: object) => {
  if (command instanceof DescribeDeliveryStreamCommand) {
    if (command.input.DeliveryStreamName !== 'tributary-dev-changes-archive') throw absent;
    return {};
  }
  if (command instanceof DescribeStreamSummaryCommand) {
    // The stream of the Kinesis path is called as the bus is.
    if (!/-(?:livestream|changes)$/.test(command.input.StreamName ?? '')) throw absent;
    return {};
  }
  return { Configuration: { Environment: { Variables: variables } } };
};
const physicalName = (name: string) => `tributary-dev-${name}`;
const deployed = {
  stage: 'dev',
  place: 'here',
  now: Date.now,
  physicalName,
  client: () => ({ send }),
} as unknown as Deployed;

describe('a target of the fan-out', () => {
  it.each([
    ['changes', 'bus'],
    ['events', 'bus'],
    ['domain-events', 'bus'],
    ['moderation', 'topic'],
    ['archive', 'delivery-stream'],
    ['changes-archive', 'delivery-stream'],
    ['livestream', 'stream'],
    ['search', 'queue'],
  ])('is found by the name %s', async (name, kind) => {
    expect(await targetOf(deployed, name)).toMatchObject({ kind });
  });

  it('of another name is refused, with the names that there are', async () => {
    await expect(targetOf(deployed, 'lake')).rejects.toThrow(
      'Stage dev has no target lake. It has: changes (bus), moderation (topic), changes-archive (delivery-stream), livestream (stream), search (queue).',
    );
  });
});
