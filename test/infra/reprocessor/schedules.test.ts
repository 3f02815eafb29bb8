import { describe, expect, it } from 'vitest';
import { readEvent } from '../../../functions/dlq-reprocessor/event.ts';
import { type DeliveryStream, deliveryStreamsOf } from '../../../infra/delivery-streams.ts';
import { ConfigurationError } from '../../../infra/framework.ts';
import type { Settings } from '../../../infra/parameters.ts';
import { reprocessorEnvironment } from '../../../infra/reprocessor/environment.ts';
import { schedules } from '../../../infra/reprocessor/schedules.ts';
import { packaged } from '../../support/packaged.ts';
import { at, propertiesOf, resourcesOf } from '../../support/template-parts.ts';

describe.each(['dev', 'prod'] as const)('the schedules of stage %s', async (stage) => {
  const { template } = await packaged(stage);

  it('run the inventory at all times, more often than its alarms look', () => {
    expect(propertiesOf(template, 'DlqInventorySchedule')).toMatchObject({
      Name: `tributary-${stage}-dlq-inventory`,
      ScheduleExpression: 'rate(5 minutes)',
      State: 'ENABLED',
      Targets: [{ Id: 'function', Arn: { 'Fn::GetAtt': ['DlqDashinventoryLambdaFunction', 'Arn'] } }],
    });
    expect(propertiesOf(template, 'ChatByTimeErrorObjectsWaitingAlarm').Period).toBe(600);
  });

  it('leave the replay to the operator', () => {
    expect(propertiesOf(template, 'DlqReprocessorSchedule')).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      State: 'DISABLED',
    });
  });

  it('ask the reprocessor for what it takes', () => {
    const input = at(propertiesOf(template, 'DlqReprocessorSchedule'), 'Targets', 0, 'Input');
    expect(readEvent(JSON.parse(String(input)))).toEqual({ schedule: 'transient-errors' });
  });

  it('may each call their own function, and nobody else may', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(([, { Properties }]) => Properties);
    expect(permissions).toEqual(
      ['Reprocessor', 'Inventory']
        .map((name) => ({
          Action: 'lambda:InvokeFunction',
          FunctionName: { Ref: `DlqDash${name.toLowerCase()}LambdaFunction` },
          Principal: 'events.amazonaws.com',
          SourceAccount: { Ref: 'AWS::AccountId' },
          SourceArn: { 'Fn::GetAtt': [`Dlq${name}Schedule`, 'Arn'] },
        }))
        .reverse(),
    );
  });
});

it('a stage that wants it replays errors that pass by themselves', () => {
  const enabled = schedules({ stage: 'dev', replayTransientErrors: true } as Settings, []);
  expect(enabled.DlqReprocessorSchedule?.Properties.State).toBe('ENABLED');
});

describe('the environment of the reprocessor', () => {
  const deliveryStreams = deliveryStreamsOf({ accessLog: true, fanOut: true });
  const settings = {
    stage: 'a-stage-of-16-chs',
    timeZone: 'Asia/Seoul',
    replayEnabled: false,
    replayRecordsMax: 7,
  } as Settings;

  it('takes the kill switch and the cap from the stage', () => {
    expect(reprocessorEnvironment(deliveryStreams, settings).reprocessor).toMatchObject({
      TIME_ZONE: 'Asia/Seoul',
      REPLAY_ENABLED: 'false',
      RECORDS_PER_RUN_MAX: '7',
    });
  });

  it('has room for twice the logs that there are, each with its twin, under the longest name of a stage', () => {
    const twice = [...deliveryStreams, ...deliveryStreams.filter(({ input }) => input)];
    expect(() => reprocessorEnvironment(twice, settings)).not.toThrow();
  });

  it('has room for twenty delivery streams, and packaging says so when it has none left', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index): DeliveryStream => ({ ...deliveryStreams[0]!, name: `chat-${index}` }));
    expect(() => reprocessorEnvironment(many(20), settings)).not.toThrow();
    expect(() => reprocessorEnvironment(many(40), settings)).toThrow(ConfigurationError);
    expect(() => reprocessorEnvironment(many(40), settings)).toThrow(/a function's environment holds 3072 of it/);
  });
});
