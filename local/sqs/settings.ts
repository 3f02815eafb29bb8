import * as z from 'zod';
import { TemplateError } from '../template/resolve.ts';
import {
  DELAY_SECONDS_MAX,
  MESSAGE_BYTES_MAX,
  RETENTION_SECONDS_DEFAULT,
  RETENTION_SECONDS_MAX,
  RETENTION_SECONDS_MIN,
  VISIBILITY_SECONDS_DEFAULT,
  VISIBILITY_SECONDS_MAX,
  WAIT_SECONDS_MAX,
} from './limits.ts';

/** A queue of the template. */
export interface QueueSettings {
  name: string;
  isFifo: boolean;
  contentBasedDeduplication: boolean;
  visibilityTimeoutMs: number;
  retentionMs: number;
  delayMs: number;
  waitMs: number;
  messageBytesMax: number;
  redrive: { deadLetterArn: string; maxReceiveCount: number } | undefined;
}

/** The properties of `AWS::SQS::Queue` that have an effect here. */
export const honouredQueueProperties = [
  'QueueName',
  'FifoQueue',
  'ContentBasedDeduplication',
  'VisibilityTimeout',
  'MessageRetentionPeriod',
  'DelaySeconds',
  'ReceiveMessageWaitTimeSeconds',
  'MaximumMessageSize',
  'RedrivePolicy',
] as const;

const seconds = (min: number, max: number, byDefault: number) =>
  z.coerce.number().int().min(min).max(max).default(byDefault);

const properties = z.object({
  QueueName: z.string().regex(/^[\w-]{1,80}$|^[\w-]{1,75}\.fifo$/),
  FifoQueue: z.boolean().default(false),
  ContentBasedDeduplication: z.boolean().default(false),
  VisibilityTimeout: seconds(0, VISIBILITY_SECONDS_MAX, VISIBILITY_SECONDS_DEFAULT),
  MessageRetentionPeriod: seconds(RETENTION_SECONDS_MIN, RETENTION_SECONDS_MAX, RETENTION_SECONDS_DEFAULT),
  DelaySeconds: seconds(0, DELAY_SECONDS_MAX, 0),
  ReceiveMessageWaitTimeSeconds: seconds(0, WAIT_SECONDS_MAX, 0),
  MaximumMessageSize: z.coerce.number().int().min(1024).max(MESSAGE_BYTES_MAX).default(MESSAGE_BYTES_MAX),
  RedrivePolicy: z
    .strictObject({
      deadLetterTargetArn: z.string().startsWith('arn:'),
      maxReceiveCount: z.coerce.number().int().min(1).max(1000),
    })
    .optional(),
});

/**
 * Reads the resolved properties of a queue; other properties are passed over. Throws {@link TemplateError}.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html
 */
export function parseQueue(given: Record<string, unknown>): QueueSettings {
  const parsed = properties.safeParse(given);
  if (!parsed.success) {
    throw new TemplateError(`The queue ${given.QueueName} does not run locally: ${z.prettifyError(parsed.error)}`);
  }
  const { data } = parsed;
  const { QueueName: name, FifoQueue: isFifo, RedrivePolicy: redrive } = data;
  if (isFifo !== name.endsWith('.fifo')) {
    throw new TemplateError(`The queue ${name}: the name of a FIFO queue, and of no other, ends in .fifo.`);
  }
  return {
    name,
    isFifo,
    contentBasedDeduplication: data.ContentBasedDeduplication,
    visibilityTimeoutMs: data.VisibilityTimeout * 1000,
    retentionMs: data.MessageRetentionPeriod * 1000,
    delayMs: data.DelaySeconds * 1000,
    waitMs: data.ReceiveMessageWaitTimeSeconds * 1000,
    messageBytesMax: data.MaximumMessageSize,
    redrive: redrive && { deadLetterArn: redrive.deadLetterTargetArn, maxReceiveCount: redrive.maxReceiveCount },
  };
}
