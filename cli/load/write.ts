import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import type { Clock } from '../../local/clock.ts';
import { sendPaced } from './paced.ts';
import { batchesOf, type LoadOutcome, type LoadPlan, requestsOf } from './plan.ts';
import { createDynamoDbSender } from './send-dynamodb.ts';
import { createKinesisSender } from './send-kinesis.ts';

/** Requests under way at a time. */
const CONCURRENCY = { dynamodb: 16, kinesis: 16 };

/** How to reach the target; left out, the AWS SDK finds it in the environment. */
export interface ClientSettings {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

/** Runs a load plan against a table or a stream. `onProgress` is told of every batch. */
export async function writeLoad(
  asked: LoadPlan,
  targetName: string,
  settings: ClientSettings,
  clock: Clock,
  onProgress: (accepted: number) => void,
): Promise<LoadOutcome> {
  const plan = requestsOf(asked);
  const client = plan.target === 'dynamodb' ? new DynamoDBClient(settings) : new KinesisClient(settings);
  const send =
    client instanceof DynamoDBClient
      ? createDynamoDbSender(client, targetName, plan)
      : createKinesisSender(client, targetName, plan, clock);
  const outcome: LoadOutcome = { accepted: 0, seconds: 0, sentAgain: 0 };
  const startedMs = performance.now();
  try {
    await sendPaced(
      batchesOf(plan),
      { perSecond: plan.batchesPerSecond, concurrency: CONCURRENCY[plan.target] },
      async (batch) => {
        const { accepted, sentAgain } = await send(batch);
        outcome.accepted += accepted;
        outcome.sentAgain += sentAgain;
        onProgress(outcome.accepted);
      },
    );
  } finally {
    client.destroy();
  }
  return { ...outcome, seconds: (performance.now() - startedMs) / 1000 };
}
