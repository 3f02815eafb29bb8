import * as z from 'zod';
import type { AlarmStatus } from '../alarms.ts';
import type { CloudWatchContext } from '../context.ts';
import { checked } from '../input.ts';

const input = z.object({
  AlarmNames: z.array(z.string()).optional(),
  AlarmNamePrefix: z.string().default(''),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']).optional(),
});

/** All in one page: a template has few alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export function describeAlarms({ alarms, region, accountId }: CloudWatchContext, request: Record<string, unknown>) {
  const { AlarmNames, AlarmNamePrefix, StateValue } = checked(input, request, [
    'ActionPrefix',
    'ChildrenOfAlarmName',
    'ParentsOfAlarmName',
    'NextToken',
  ]);
  const found = alarms
    .list()
    .filter(({ alarmName }) => (AlarmNames?.includes(alarmName) ?? true) && alarmName.startsWith(AlarmNamePrefix))
    .filter(({ state }) => (StateValue ?? state) === state);
  return {
    MetricAlarms: found.map((alarm) =>
      describe(alarm, `arn:aws:cloudwatch:${region}:${accountId}:alarm:${alarm.alarmName}`),
    ),
    CompositeAlarms: [],
  };
}

function describe({ definition, state, reason, since }: AlarmStatus, arn: string) {
  const { Tags: _, EvaluationWindow: __, ...properties } = definition.properties;
  return {
    AlarmArn: arn,
    ...properties,
    StateValue: state,
    StateReason: reason,
    StateUpdatedTimestamp: since / 1000,
    StateTransitionedTimestamp: since / 1000,
  };
}
