import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import { type AttributeFilter, compileFilterPolicy } from './filter-policy.ts';

/** A queue that gets what is published to a topic. */
export interface Subscription {
  arn: string;
  topicArn: string;
  queueArn: string;
  isRaw: boolean;
  /** What the queue does not take goes here. */
  deadLetterArn: string | undefined;
  accepts: AttributeFilter;
}

const properties = z.strictObject({
  TopicArn: z.string(),
  Protocol: z.literal('sqs'),
  Endpoint: z.string(),
  RawMessageDelivery: z.stringbool().or(z.boolean()).default(false),
  FilterPolicy: z.record(z.string(), z.unknown()).default({}),
  FilterPolicyScope: z
    .literal('MessageAttributes', { error: 'locally a filter policy is on message attributes' })
    .optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: z.string().startsWith('arn:') }).optional(),
  Region: z.string().optional(),
});

/**
 * A subscription from the resolved properties of an `AWS::SNS::Subscription` with the protocol `sqs`. Throws {@link TemplateError}.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sns-subscription.html
 */
export function parseSubscription(given: Record<string, unknown>, id: string): Subscription {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    throw new TemplateError(
      `The subscription of ${given.Endpoint} does not run locally: ${z.prettifyError(parsed.error)}`,
    );
  }
  const { TopicArn, Endpoint, RawMessageDelivery, FilterPolicy, RedrivePolicy } = parsed.data;
  return {
    arn: `${TopicArn}:${id}`,
    topicArn: TopicArn,
    queueArn: Endpoint,
    isRaw: RawMessageDelivery,
    deadLetterArn: RedrivePolicy?.deadLetterTargetArn,
    accepts: compileFilterPolicy(FilterPolicy, `FilterPolicy of ${Endpoint}`),
  };
}
