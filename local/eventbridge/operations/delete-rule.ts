import * as z from 'zod';
import { AwsError } from '../../wire/message.ts';
import type { EventBridgeContext } from '../context.ts';
import { busNameOf } from '../rule.ts';
import { readInput, ruleShape } from './rule-input.ts';

const shape = z.object(ruleShape('Name'));

/** One that is not there is none afterwards either. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export function deleteRule(context: EventBridgeContext, given: Record<string, unknown>): unknown {
  const { Name, EventBusName } = readInput(shape, given);
  const busName = busNameOf(EventBusName);
  if ((context.rule(busName, Name)?.targets.length ?? 0) > 0) {
    throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  }
  context.removeRule(busName, Name);
  return {};
}
