import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import { rateMs } from './rate.ts';

/** A rule of the template that calls functions by the clock. */
export interface ScheduledRule {
  name: string;
  arn: string;
  /** False: it is there and never fires. */
  enabled: boolean;
  everyMs: number;
  targets: Target[];
}

export interface Target {
  functionArn: string;
  /** What the function is called with; left out, it is EventBridge's own event. */
  input?: string;
}

const properties = z.object({
  Name: z.string(),
  ScheduleExpression: z.string(),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  // What shapes, retries or redirects a call is unknown here, and therefore refused.
  Targets: z
    .array(
      z.strictObject({ Id: z.string(), Arn: z.string().regex(/^arn:[^:]+:lambda:/), Input: z.string().optional() }),
    )
    .min(1),
});

/**
 * A rule from the resolved properties of an `AWS::Events::Rule`. Throws {@link TemplateError} for what does not run here.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-events-rule.html
 */
export function parseRule(given: Record<string, unknown>, arn: string): ScheduledRule {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    throw new TemplateError(`The rule ${given.Name} does not run locally: ${z.prettifyError(parsed.error)}`);
  }
  const { Name, ScheduleExpression, State, Targets } = parsed.data;
  return {
    name: Name,
    arn,
    enabled: State === 'ENABLED',
    everyMs: rateMs(ScheduleExpression, Name),
    targets: Targets.map(({ Arn, Input }) => ({ functionArn: Arn, ...(Input !== undefined && { input: Input }) })),
  };
}
