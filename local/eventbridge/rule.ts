import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import { compilePattern } from './event-pattern.ts';
import { rateMs } from './rate.ts';
import type { ValuePattern } from './value-pattern.ts';

/** A rule of the template: by a schedule, by a pattern, or by both. */
export interface Rule {
  name: string;
  arn: string;
  busName: string;
  /** False: it is there and does nothing. */
  enabled: boolean;
  /** Of a schedule, milliseconds. */
  everyMs: number | undefined;
  /** Of a pattern. */
  matches: ValuePattern | undefined;
  targets: Target[];
}

export interface Target {
  id: string;
  arn: string;
  kind: 'queue' | 'function';
  /** In place of the event. */
  input: string | undefined;
  /** Of a FIFO queue. */
  groupId: string | undefined;
}

const noEffect = 'a local target takes what it is sent at once, or never';
const notHonoured: Record<string, string> = { RetryPolicy: noEffect, DeadLetterConfig: noEffect };

/** A target as the template and PutTargets give it. What shapes an event is unknown here, and therefore refused. */
export const targetShape = z.strictObject({
  Id: z.string(),
  Arn: z.string().regex(/^arn:[^:]+:(sqs|lambda):/, { error: 'locally a target is an SQS queue or a Lambda function' }),
  Input: z.string().optional(),
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
  RoleArn: z.string().optional(),
  RetryPolicy: z.unknown().optional(),
  DeadLetterConfig: z.unknown().optional(),
});

const properties = z
  .object({
    Name: z.string(),
    EventBusName: z.string().default('default'),
    EventPattern: z.record(z.string(), z.unknown()).optional(),
    ScheduleExpression: z.string().optional(),
    State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
    Targets: z.array(targetShape).min(1),
  })
  .refine((rule) => rule.EventPattern !== undefined || rule.ScheduleExpression !== undefined, {
    error: 'it has neither an EventPattern nor a ScheduleExpression',
  })
  .refine((rule) => rule.ScheduleExpression === undefined || busNameOf(rule.EventBusName) === 'default', {
    error: 'ScheduleExpression is supported only on the default event bus',
  });

/**
 * A rule from the resolved properties of an `AWS::Events::Rule`. Throws {@link TemplateError} for what does not run here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
export function parseRule(
  given: Record<string, unknown>,
  arn: string,
): { rule: Rule; notHonoured: { property: string; reason: string }[] } {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    throw new TemplateError(`The rule ${given.Name} does not run locally: ${z.prettifyError(parsed.error)}`);
  }
  const { Name, EventBusName, EventPattern, ScheduleExpression, State, Targets } = parsed.data;
  const gaps = Object.entries(notHonoured).flatMap(([name, reason]) =>
    Targets.some((target) => name in target) ? [{ property: `Targets.${name}`, reason }] : [],
  );
  return {
    rule: {
      name: Name,
      arn,
      busName: busNameOf(EventBusName),
      enabled: State === 'ENABLED',
      everyMs: ScheduleExpression === undefined ? undefined : rateMs(ScheduleExpression, Name),
      matches: EventPattern && compilePattern(EventPattern, `The rule ${Name}`),
      targets: Targets.map(targetOf),
    },
    notHonoured: gaps,
  };
}

export const targetOf = ({ Id, Arn, Input, SqsParameters }: z.output<typeof targetShape>): Target => ({
  id: Id,
  arn: Arn,
  kind: Arn.includes(':lambda:') ? 'function' : 'queue',
  input: Input,
  groupId: SqsParameters?.MessageGroupId,
});

/** A bus is named by its name or its ARN. */
export const busNameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
