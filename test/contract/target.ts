import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { S3Client } from '@aws-sdk/client-s3';
import type { LocalSettings } from './local-target.ts';

/** What any SDK client is made with; without an endpoint the SDK finds AWS itself. */
export interface ClientConfig {
  region: string;
  endpoint?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

export interface Clients {
  firehose: FirehoseClient;
  kinesis: KinesisClient;
  s3: S3Client;
  dynamodb: DynamoDBClient;
  dynamodbStreams: DynamoDBStreamsClient;
  cloudwatch: CloudWatchClient;
}

/** Something that claims to be AWS, and the few resources that the rows use there. */
export interface Target extends Clients {
  name: string;
  config: ClientConfig;
  /** Another client of Kinesis, for whoever destroys it. */
  newKinesisClient(options: { maxAttempts?: number }): KinesisClient;
  bucket: string;
  /** What delivery streams run as: may read Kinesis, write the bucket and invoke the functions. */
  roleArn: string;
  /** Functions of `scripted-transform.cjs`: one that Lambda ends after a second, one that it lets run for 15 minutes. */
  transformArn: string;
  slowTransformArn: string;
  /** A Glue table with the columns of `conversion-table.ts`; without it, format conversion is not looked at. */
  conversionTable?: { DatabaseName: string; TableName: string };
  /** Milliseconds since the epoch, by the clock that the target stamps with. */
  now(): number;
  /** Real milliseconds between two looks at something that is to happen, and until it counts as not happening. */
  pollMs: number;
  patienceMs: number;
  /** The same services under other settings, where the suite runs them itself: it closes them in the end. */
  configured?: (settings: LocalSettings) => Promise<Target>;
  close(): Promise<void>;
}

/** A shard answers five times a second: several rows' worth of looking at one takes patience. */
const KINESIS_ATTEMPTS_MAX = 8;

/**
 * Clients as every user makes them. With `http1` the one of Kinesis, which by default speaks HTTP/2, speaks HTTP/1.1 as the
 * others do: not every server knows better.
 */
export function createClients(
  config: ClientConfig,
  { http1 = false } = {},
): Clients & Pick<Target, 'newKinesisClient'> & { destroy(): void } {
  const newKinesisClient: Target['newKinesisClient'] = (options) => {
    const given = { ...config, maxAttempts: KINESIS_ATTEMPTS_MAX, ...options };
    return new KinesisClient(http1 ? { ...given, requestHandler: new S3Client(config).config.requestHandler } : given);
  };
  const clients: Clients = {
    firehose: new FirehoseClient(config),
    kinesis: newKinesisClient({}),
    s3: new S3Client(config),
    dynamodb: new DynamoDBClient(config),
    dynamodbStreams: new DynamoDBStreamsClient(config),
    cloudwatch: new CloudWatchClient(config),
  };
  return {
    ...clients,
    newKinesisClient,
    destroy() {
      for (const client of Object.values(clients)) client.destroy();
    },
  };
}

/** The target for rows that measure by the second: its own clock would be in their way where it is accelerated. */
export const paced = async (target: Target, atRealTime: boolean | undefined): Promise<Target> =>
  (atRealTime && (await target.configured?.({ accelerate: 1 }))) || target;
