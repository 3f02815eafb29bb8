import * as z from 'zod';
import { AwsError } from '../../wire/message.ts';
import type { EventBridgeContext } from '../context.ts';
import { busNameOf, type Rule } from '../rule.ts';

/** How an operation names a rule. */
export const ruleShape = <Key extends 'Name' | 'Rule'>(key: Key) =>
  ({ [key]: z.string().min(1), EventBusName: z.string().default('default') }) as Record<Key, z.ZodString> & {
    EventBusName: z.ZodDefault<z.ZodString>;
  };

/** Members outside the shape are not looked at. Throws `ValidationException`. */
export function readInput<Shape extends z.ZodType>(shape: Shape, given: Record<string, unknown>): z.output<Shape> {
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw new AwsError('ValidationException', z.prettifyError(parsed.error));
  return parsed.data;
}

/** Throws `ResourceNotFoundException`. */
export function findRule(context: EventBridgeContext, busNameOrArn: string, name: string): Rule {
  const busName = busNameOf(busNameOrArn);
  const rule = context.rule(busName, name);
  if (rule) return rule;
  throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus ${busName}.`);
}
