import { describe, expect, it } from 'vitest';
import { eventType } from '../../../functions/ddb-fanout/domain-event.ts';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { subscribers, targetVariables } from '../../../infra/fan-out/targets.ts';
import type { StreamChange } from '../../../shared/stream-record.ts';
import { packaged } from '../../support/packaged.ts';
import { at, objectsIn, propertiesOf } from '../../support/template-parts.ts';

describe.each(['dev', 'prod'] as const)('the fan-out of stage %s', async (stage) => {
  const { template } = await packaged(stage);
  const of = (logicalId: string) => propertiesOf(template, logicalId);

  it('hears of every change of the table from the oldest on, with both images', () => {
    expect(of('DdbFanoutMapping')).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': ['ChatMessagesTable', 'StreamArn'] },
      FunctionName: { Ref: 'DdbDashfanoutLambdaFunction' },
      StartingPosition: 'TRIM_HORIZON',
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(of('DdbFanoutMapping').FilterCriteria).toBeUndefined();
    expect(of('ChatMessagesTable').StreamSpecification).toEqual({ StreamViewType: 'NEW_AND_OLD_IMAGES' });
  });

  it("keeps a livestream's changes in order, as far as they share a shard", () => {
    expect(of('DdbFanoutMapping').ParallelizationFactor).toBe(1);
  });

  it('gives up before the stream forgets, its tries before the age, and keeps the records', () => {
    const mapping = of('DdbFanoutMapping');
    const timeout = Number(of('DdbDashfanoutLambdaFunction').Timeout);
    const triesSeconds = (Number(mapping.MaximumRetryAttempts) + 1) * timeout;
    expect(triesSeconds).toBeLessThan(Number(mapping.MaximumRecordAgeInSeconds) / 2);
    expect(mapping.MaximumRecordAgeInSeconds).toBeLessThan(24 * 3600);
    expect(mapping.BisectBatchOnFunctionError).toBe(true);
    expect(mapping.DestinationConfig).toEqual({
      OnFailure: { Destination: { 'Fn::GetAtt': ['LakeBucket', 'Arn'] } },
    });
  });

  it('never lets expire what was put aside', () => {
    const rules = at(of('LakeBucket'), 'LifecycleConfiguration', 'Rules') as { Prefix?: string }[];
    const ends = rules.filter((rule) => 'ExpirationInDays' in rule);
    expect(ends.filter(({ Prefix = '' }) => 'aws/lambda/x'.startsWith(Prefix))).toEqual([]);
    expect(of('LakeBucket').VersioningConfiguration).toEqual({ Status: 'Enabled' });
  });

  it('has a bus that says what it is for', () => {
    expect(of('ChangesBus')).toMatchObject({
      Name: `tributary-${stage}-changes`,
      Description: expect.stringMatching(/domain events/),
    });
    expect([...objectsIn(template)].filter((object) => object.Type === 'AWS::Events::EventBusPolicy')).toEqual([]);
  });

  it('brings each message to the queue as it is, with its attributes', () => {
    expect(of('ModerationSubscription')).toMatchObject({
      Protocol: 'sqs',
      TopicArn: { Ref: 'ModerationTopic' },
      Endpoint: { 'Fn::GetAtt': ['ModerationQueue', 'Arn'] },
      RawMessageDelivery: true,
      FilterPolicyScope: 'MessageAttributes',
    });
  });

  it('filters by the words that the function uses', () => {
    const types = (['INSERT', 'MODIFY'] as const).map((eventName) => eventType({ eventName } as StreamChange));
    expect(of('ModerationSubscription').FilterPolicy).toEqual({ type: types });
  });

  it('moves to the dead-letter queue what its reader fails on, and what SNS cannot bring', () => {
    const deadLetterTargetArn = { 'Fn::GetAtt': ['ModerationDeadLetterQueue', 'Arn'] };
    expect(of('ModerationQueue').RedrivePolicy).toEqual({ deadLetterTargetArn, maxReceiveCount: 5 });
    expect(of('ModerationSubscription').RedrivePolicy).toEqual({ deadLetterTargetArn });
  });

  it('keeps dead letters longer than any message can have waited before', () => {
    const { MessageRetentionPeriod: days14 } = of('ModerationDeadLetterQueue');
    expect(days14).toBe(14 * 86_400);
    expect(of('ModerationQueue').MessageRetentionPeriod).toBeLessThan(Number(days14));
  });
});

describe('the targets', () => {
  it('are said of every route, and of nothing else', () => {
    expect(Object.keys(targetVariables()).sort()).toEqual(routes.map(({ target }) => target.variable).sort());
  });

  it('that ship are a bus, a topic and the archive', () => {
    expect(subscribers()).toEqual(['domain-events', 'moderation', 'changes-archive']);
  });
});
