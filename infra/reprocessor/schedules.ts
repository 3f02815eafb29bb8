import type { ScheduledRequest } from '../../functions/dlq-reprocessor/event.ts';
import { physicalName } from '../delivery-stream/names.ts';
import type { CloudFormationResources } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { Tag } from '../tags.ts';
import { idsOf, inventoryName, reprocessorName } from './names.ts';

/** How often failed records are counted: listing costs next to nothing, and alarms look at twice this time. */
export const inventoryMinutes = 5;

interface Schedule {
  /** Short name of the function. */
  name: string;
  description: string;
  expression: string;
  enabled: boolean;
  /** What the function is called with, instead of EventBridge's own event. */
  input?: object;
}

const transientErrors: ScheduledRequest = { schedule: 'transient-errors' };

/** The inventory always runs; the replay of errors that pass by themselves where the stage wants it. */
export function schedules({ stage, replayTransientErrors }: Settings, tags: Tag[]): CloudFormationResources {
  return {
    ...schedule(stage, tags, {
      name: inventoryName,
      description: 'Counts the failed records that wait to be replayed.',
      expression: `rate(${inventoryMinutes} minutes)`,
      enabled: true,
    }),
    ...schedule(stage, tags, {
      name: reprocessorName,
      description: 'Replays batches that failed for a cause that passes: timeouts, throttles, crashes.',
      expression: 'rate(1 hour)',
      enabled: replayTransientErrors,
      input: transientErrors,
    }),
  };
}

/** A rule on EventBridge's default bus, and the leave to call the function for this rule alone. */
function schedule(stage: string, tags: Tag[], schedule: Schedule): CloudFormationResources {
  const ids = idsOf(schedule.name);
  const Input = schedule.input && JSON.stringify(schedule.input);
  return {
    [ids.schedule]: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: physicalName(stage, schedule.name),
        Description: schedule.description,
        ScheduleExpression: schedule.expression,
        State: schedule.enabled ? 'ENABLED' : 'DISABLED',
        Targets: [{ Id: 'function', Arn: { 'Fn::GetAtt': [ids.function, 'Arn'] }, ...(Input && { Input }) }],
        Tags: tags,
      },
    },
    [ids.schedulePermission]: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        Action: 'lambda:InvokeFunction',
        FunctionName: { Ref: ids.function },
        Principal: 'events.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: { 'Fn::GetAtt': [ids.schedule, 'Arn'] },
      },
    },
  };
}
