import { CreateQueueCommand, DeleteQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Deployed } from '../deployed/connect.ts';

/** A queue that is there for one look. */
export interface TemporaryQueue {
  url: string;
  arn: string;
  remove(): Promise<void>;
}

/** Seconds that it keeps what nobody takes: should its maker die, little is left behind. */
const retentionSeconds = 300;

/**
 * Makes a queue that one rule or topic alone may send to. Encrypted by SQS itself, for which SNS and EventBridge need no key.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
 */
export async function createTemporaryQueue(
  deployed: Deployed,
  name: string,
  sender: { service: string; arn: string },
): Promise<TemporaryQueue> {
  const sqs = deployed.client(SQSClient);
  const { QueueUrl: url = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: name,
      Attributes: {
        MessageRetentionPeriod: String(retentionSeconds),
        SqsManagedSseEnabled: 'true',
        Policy: policyFor(sender),
      },
    }),
  );
  const remove = async () => {
    await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  };
  try {
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    );
    return { url, arn: Attributes?.QueueArn ?? '', remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

const policyFor = ({ service, arn }: { service: string; arn: string }): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: service },
        Action: 'sqs:SendMessage',
        // The queue that the policy is on.
        Resource: '*',
        Condition: { ArnEquals: { 'aws:SourceArn': arn } },
      },
    ],
  });
