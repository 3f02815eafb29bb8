import * as z from 'zod';
import { AwsError } from '../../wire/message.ts';
import type { CloudWatchContext } from '../context.ts';
import { checked } from '../input.ts';

const input = z.object({
  AlarmName: z.string().min(1).max(255),
  StateValue: z.enum(['OK', 'ALARM', 'INSUFFICIENT_DATA']),
  StateReason: z.string().max(1023),
});

/** Lasts until the alarm is evaluated next. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export function setAlarmState({ alarms }: CloudWatchContext, request: Record<string, unknown>): void {
  const { AlarmName, StateValue, StateReason } = checked(input, request);
  if (!alarms.setState(AlarmName, StateValue, StateReason))
    throw new AwsError('ResourceNotFound', `The alarm ${AlarmName} does not exist.`, 404);
}
