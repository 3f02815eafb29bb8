import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import { compilePattern } from './event-pattern.ts';
import type { ValuePattern } from './value-pattern.ts';

/** A rule of the template that passes events on to queues. */
export interface PatternRule {
  name: string;
  busName: string;
  enabled: boolean;
  matches: ValuePattern;
  targets: { queueArn: string; groupId: string | undefined }[];
}

const noEffect = 'a local queue takes what it is sent at once, or never';
const notHonoured: Record<string, string> = { RetryPolicy: noEffect, DeadLetterConfig: noEffect };

const properties = z.object({
  Name: z.string(),
  EventBusName: z.string().default('default'),
  EventPattern: z.record(z.string(), z.unknown()),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  // What shapes an event is unknown here, and therefore refused.
  Targets: z
    .array(
      z.strictObject({
        Id: z.string(),
        Arn: z
          .string()
          .regex(/^arn:[^:]+:sqs:/, { error: 'locally a target of a rule with a pattern is an SQS queue' }),
        SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
        RoleArn: z.string().optional(),
        RetryPolicy: z.unknown().optional(),
        DeadLetterConfig: z.unknown().optional(),
      }),
    )
    .min(1),
});

/**
 * A rule from the resolved properties of an `AWS::Events::Rule` with an `EventPattern`. Throws {@link TemplateError} for what does
 * not run here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
export function parsePatternRule(given: Record<string, unknown>): {
  rule: PatternRule;
  notHonoured: { property: string; reason: string }[];
} {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    throw new TemplateError(`The rule ${given.Name} does not run locally: ${z.prettifyError(parsed.error)}`);
  }
  const { Name, EventBusName, EventPattern, State, Targets } = parsed.data;
  const gaps = Object.entries(notHonoured).flatMap(([name, reason]) =>
    Targets.some((target) => name in target) ? [{ property: `Targets.${name}`, reason }] : [],
  );
  return {
    rule: {
      name: Name,
      busName: busNameOf(EventBusName),
      enabled: State === 'ENABLED',
      matches: compilePattern(EventPattern, `The rule ${Name}`),
      targets: Targets.map(({ Arn, SqsParameters }) => ({ queueArn: Arn, groupId: SqsParameters?.MessageGroupId })),
    },
    notHonoured: gaps,
  };
}

/** A bus is named by its name or its ARN. */
export const busNameOf = (nameOrArn: string): string => nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
