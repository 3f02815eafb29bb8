import type { createCloudWatch } from './cloudwatch/service.ts';
import type { createDynamoDb } from './dynamodb/service.ts';
import type { createEventBridge } from './eventbridge/service.ts';
import type { createFirehose } from './firehose/service.ts';
import type { createKinesis } from './kinesis/service.ts';
import type { createEventSourceMappings } from './lambda/event-source-mapping/service.ts';
import type { createLambda } from './lambda/service.ts';
import type { createS3 } from './s3/service.ts';
import type { createSns } from './sns/service.ts';
import type { createSqs } from './sqs/service.ts';
import type { Resource } from './template/resolve.ts';

/** The services of a running stack, as other parts of this process may use them. */
export interface Services {
  kinesis: ReturnType<typeof createKinesis>;
  s3: ReturnType<typeof createS3>;
  lambda: ReturnType<typeof createLambda>;
  firehose: ReturnType<typeof createFirehose>;
  dynamodb: ReturnType<typeof createDynamoDb>;
  cloudwatch: ReturnType<typeof createCloudWatch>;
  sqs: ReturnType<typeof createSqs>;
  sns: ReturnType<typeof createSns>;
  eventBridge: ReturnType<typeof createEventBridge>;
  eventSourceMappings: ReturnType<typeof createEventSourceMappings>;
}

/** What a stack tells whoever started it. */
export type StackEvent =
  | { type: 'resource'; resource: Resource; note: string }
  | { type: 'not-honoured'; resourceType: string; property: string; reason: string; logicalIds: string[] }
  | { type: 'alarm'; alarmName: string; from: string; to: string; reason: string }
  | { type: 'warning'; message: string };
