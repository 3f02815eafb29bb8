import { constants, deflateRawSync, gunzipSync } from 'node:zlib';
import type { Clock } from '../../../local/clock.ts';
import type { Checkpoints } from '../../../local/firehose/checkpoint-saver.ts';
import { parseDeliveryStream } from '../../../local/firehose/configuration.ts';
import {
  createDeliveryStream,
  type DeliveryStream,
  type DeliveryStreamDependencies,
} from '../../../local/firehose/delivery-stream.ts';
import type { Deflate } from '../../../local/firehose/object-body.ts';
import type { RecordSource } from '../../../local/firehose/source.ts';
import type { StreamConfiguration } from '../../../local/firehose/stream-configuration.ts';
import type { InvokeResult } from '../../../local/lambda/types.ts';
import { createRandom } from '../../../local/random.ts';

export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/changes';
export const LAMBDA_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:transform';

/** A Lambda processor as the API takes it. */
export const lambdaProcessor = (parameters: Record<string, string> = {}) => ({
  Type: 'Lambda',
  Parameters: Object.entries({ LambdaArn: LAMBDA_ARN, ...parameters }).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
  })),
});

/** The input of CreateDeliveryStream with a Kinesis source and an S3 destination. */
export const kinesisToS3 = (destination: Record<string, unknown> = {}): Record<string, unknown> => ({
  DeliveryStreamName: 'chat',
  DeliveryStreamType: 'KinesisStreamAsSource',
  KinesisStreamSourceConfiguration: {
    KinesisStreamARN: STREAM_ARN,
    RoleARN: 'arn:aws:iam::000000000000:role/firehose',
  },
  ExtendedS3DestinationConfiguration: {
    RoleARN: 'arn:aws:iam::000000000000:role/firehose',
    BucketARN: 'arn:aws:s3:::lake',
    BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
    ...destination,
  },
});

/** Extended S3 destination that partitions by what the transform answers. */
export const partitionedDestination = (parameters: Record<string, string> = {}) => ({
  Prefix: 'chat/LivestreamID=!{partitionKeyFromLambda:LivestreamID}/',
  ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
  DynamicPartitioningConfiguration: { Enabled: true },
  ProcessingConfiguration: { Enabled: true, Processors: [lambdaProcessor(parameters)] },
});

export interface TransformEvent {
  invocationId: string;
  deliveryStreamArn: string;
  sourceKinesisStreamArn?: string;
  region: string;
  records: {
    recordId: string;
    approximateArrivalTimestamp: number;
    data: string;
    kinesisRecordMetadata?: Record<string, unknown>;
  }[];
}

export const answer = (body: unknown): InvokeResult => ({
  payload: Buffer.from(JSON.stringify(body)),
  logTail: '',
  durationMs: 1,
});
export const functionError = (errorMessage: string, errorType = 'Error'): InvokeResult => ({
  ...answer({ errorType, errorMessage }),
  functionError: 'Unhandled',
});

/** A transform that answers every record `Ok` with its own data. */
export const echo = async (payload: string): Promise<InvokeResult> =>
  answer({
    records: (JSON.parse(payload) as TransformEvent).records.map(({ recordId, data }) => ({
      recordId,
      data,
      result: 'Ok',
    })),
  });

/** Compresses at once, so that a simulated run does not depend on threads. */
export const deflateNow: Deflate = async (piece) =>
  deflateRawSync(piece, { level: 1, finishFlush: constants.Z_FULL_FLUSH });

export interface Engine {
  stream: DeliveryStream;
  objects: Map<string, { body: Buffer; contentEncoding?: string }>;
  /** The object under a prefix, as text; there must be just one. */
  only(prefix: string): string;
  metrics: { name: string; value: number; unit: string }[];
  checkpoints(): Checkpoints | undefined;
  logs: string[];
}

/** A delivery stream over fakes; what is not given answers well. */
export function createEngine(options: {
  clock: Clock;
  source: RecordSource;
  properties?: Record<string, unknown>;
  seed?: number;
  checkpoints?: Checkpoints;
  /** Sizes and intervals that AWS does not allow, to reach their edges with few records. */
  adjust?: (configuration: StreamConfiguration) => StreamConfiguration;
  dependencies?: Partial<DeliveryStreamDependencies>;
}): Engine {
  const parsed = parseDeliveryStream(options.properties ?? kinesisToS3()).configuration;
  const configuration = options.adjust?.(parsed) ?? parsed;
  const objects: Engine['objects'] = new Map();
  const metrics: Engine['metrics'] = [];
  const logs: string[] = [];
  let checkpoints = options.checkpoints;
  const isDirect = configuration.source.type === 'DirectPut';
  const stream = createDeliveryStream(configuration, {
    eventSource: {
      deliveryStreamArn: `arn:aws:firehose:us-east-1:000000000000:deliverystream/${configuration.name}`,
      region: 'us-east-1',
      ...(!isDirect && { sourceKinesisStreamArn: STREAM_ARN }),
    },
    version: 1,
    clock: options.clock,
    random: createRandom(options.seed ?? 1),
    source: options.source,
    invoke: echo,
    async putObject(key, body, { contentEncoding }) {
      objects.set(key, { body, ...(contentEncoding && { contentEncoding }) });
    },
    deflate: deflateNow,
    loadCheckpoints: () => checkpoints,
    async saveCheckpoints(saved) {
      checkpoints = saved;
    },
    activePartitionsMax: 500,
    metric: (name, value, unit) => metrics.push({ name, value, unit }),
    log: (message) => logs.push(message),
    ...options.dependencies,
  });
  return {
    stream,
    objects,
    only(prefix) {
      const keys = [...objects.keys()].filter((key) => key.startsWith(prefix));
      if (keys.length !== 1)
        throw new Error(`${keys.length} objects under ${prefix}: ${[...objects.keys()].join(' ')}`);
      return textOf(objects.get(keys[0]!)!);
    },
    metrics,
    checkpoints: () => checkpoints,
    logs,
  };
}

export const textOf = ({ body, contentEncoding }: { body: Buffer; contentEncoding?: string }): string =>
  (contentEncoding === 'gzip' ? gunzipSync(body) : body).toString('utf8');
