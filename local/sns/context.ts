import type { TopicMessage } from './message.ts';

/** What the operations work with. */
export interface SnsContext {
  /** Durable in every queue that accepts it before it answers the message's id. Throws `NotFound`. */
  publish(topicArn: string, message: TopicMessage): string;
  /** Throws `NotFound`. */
  checkTopic(topicArn: string | undefined): string;
  /** By the properties of an `AWS::SNS::Subscription`. Answers its ARN. Throws `TemplateError`. */
  subscribe(properties: Record<string, unknown>): string;
  unsubscribe(subscriptionArn: string): void;
}
