import { queueRetentionSeconds } from '../fan-out/moderation.ts';
import { deadLetterName, moderationIds, moderationName } from '../fan-out/names.ts';
import type { Alarm, Metric } from './alarm.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export const queueMetric = (id: string, name: string): Metric => ({
  namespace: 'AWS/SQS',
  name,
  dimensions: { QueueName: { 'Fn::GetAtt': [id, 'QueueName'] } },
});

/** https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
export const topicMetric = (id: string, name: string): Metric => ({
  namespace: 'AWS/SNS',
  name,
  dimensions: { TopicName: { 'Fn::GetAtt': [id, 'TopicName'] } },
});

/** Whether the moderation queue gets what is published, and somebody takes it from there. */
export function moderationAlarms(): Alarm[] {
  return [
    {
      subject: moderationName,
      kind: 'notifications-lost',
      severity: 'page',
      means: `SNS could bring messages of the topic ${moderationName} neither to their queue nor to ${deadLetterName}. It drops them.`,
      watches: {
        metric: topicMetric(moderationIds.topic, 'NumberOfNotificationsFailedToRedriveToDlq'),
        statistic: 'Sum',
      },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
    {
      subject: moderationName,
      kind: 'messages-expiring',
      severity: 'ticket',
      means: `Nobody has taken messages from the queue ${moderationName} for so long that a quarter of its retention is gone. At the end of it they are lost.`,
      watches: { metric: queueMetric(moderationIds.queue, 'ApproximateAgeOfOldestMessage'), statistic: 'Maximum' },
      rings: 'above',
      threshold: queueRetentionSeconds / 4,
      unit: 'Seconds',
      periodSeconds: 300,
      periods: 2,
    },
    {
      subject: deadLetterName,
      kind: 'dead-letters-waiting',
      severity: 'ticket',
      means: `Messages lie in ${deadLetterName}: their reader failed on them, or SNS could not bring them to the queue. They stay for at most 14 days.`,
      watches: {
        metric: queueMetric(moderationIds.deadLetterQueue, 'ApproximateNumberOfMessagesVisible'),
        statistic: 'Maximum',
      },
      rings: 'above',
      threshold: 0,
      unit: 'Count',
      periodSeconds: 300,
      periods: 1,
    },
  ];
}
