import * as z from 'zod';
import type { HostedQueue, SqsContext } from '../context.ts';
import { readInput } from './input.ts';

const shape = z.object({ QueueUrl: z.string(), AttributeNames: z.array(z.string()).default([]) });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export function getQueueAttributes({ find }: SqsContext, given: Record<string, unknown>): unknown {
  const { QueueUrl, AttributeNames: names } = readInput(shape, given);
  const all = Object.entries(attributesOf(find(QueueUrl)));
  const wanted = all.filter(([name, value]) => value !== undefined && (names.includes('All') || names.includes(name)));
  return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
}

function attributesOf({ queue, arn, createdMs }: HostedQueue): Record<string, string | undefined> {
  const { settings } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const { redrive, isFifo } = settings;
  const seconds = (ms: number): string => String(Math.floor(ms / 1000));
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(createdMs),
    LastModifiedTimestamp: seconds(createdMs),
    VisibilityTimeout: seconds(settings.visibilityTimeoutMs),
    MaximumMessageSize: String(settings.messageBytesMax),
    MessageRetentionPeriod: seconds(settings.retentionMs),
    DelaySeconds: seconds(settings.delayMs),
    ReceiveMessageWaitTimeSeconds: seconds(settings.waitMs),
    RedrivePolicy:
      redrive &&
      JSON.stringify({ deadLetterTargetArn: redrive.deadLetterArn, maxReceiveCount: redrive.maxReceiveCount }),
    FifoQueue: isFifo ? 'true' : undefined,
    ContentBasedDeduplication: isFifo ? String(settings.contentBasedDeduplication) : undefined,
  };
}
