import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDirectory } from '../../local/data-directory.ts';
import { startStack } from '../../local/stack.ts';
import { packaged } from '../support/packaged.ts';

/** A minute's buffer takes two seconds, and a shard iterator lives for ten. */
const ACCELERATE = 30;

/** The packaged stack as `tributary up` runs it, and what a client must know of it. */
export interface ClientStack {
  /** All that a client is configured by. */
  environment: Record<string, string>;
  names: Record<
    'table' | 'stream' | 'deliveryStream' | 'bucket' | 'function' | 'bus' | 'topic' | 'queue' | 'deadLetterQueue',
    string
  >;
  stop(): Promise<void>;
}

export async function startClientStack(): Promise<ClientStack> {
  const root = mkdtempSync(join(tmpdir(), 'tributary-clients-'));
  const { directory } = await packaged('dev');
  const stack = await startStack({
    packageDirectory: directory,
    data: claimDataDirectory(join(root, 'data')),
    port: 0,
    accelerate: ACCELERATE,
    onEvent: () => {},
  });
  const { outputs, url, region } = stack;
  return {
    environment: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: region,
      // What Python calls the region.
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: 'dummy',
      AWS_SECRET_ACCESS_KEY: 'dummy',
      // Keeps whatever the user of this machine has in ~/.aws out of it.
      HOME: root,
    },
    names: {
      table: outputs.ChatMessagesTableName!,
      stream: outputs.ChangeStreamName!,
      deliveryStream: outputs.ChatByTimeDeliveryStreamName!,
      bucket: outputs.LakeBucketName!,
      function: 'tributary-dev-firehose-transform',
      bus: outputs.ChangesBusName!,
      topic: outputs.ModerationTopicArn!,
      queue: outputs.ModerationQueueUrl!,
      deadLetterQueue: `${outputs.ModerationQueueUrl}-dlq`,
    },
    async stop() {
      await stack.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
