import { randomBytes } from 'node:crypto';
import {
  CreateDeliveryStreamCommand,
  type CreateDeliveryStreamCommandInput,
  DeleteDeliveryStreamCommand,
  DescribeDeliveryStreamCommand,
  type ExtendedS3DestinationConfiguration,
  type Processor,
  type ProcessorParameterName,
  type ProcessorType,
  PutRecordBatchCommand,
} from '@aws-sdk/client-firehose';
import { bytesOf } from './bytes.ts';
import { type Delivered, readDelivered } from './delivered.ts';
import { eventually } from './eventually.ts';
import type { TestStream } from './kinesis-stream.ts';
import type { Target } from './target.ts';

export interface DeliveryStreamOptions {
  source?: TestStream;
  /** Overrides of the destination; `undefined` leaves a member out. Texts may hold `{root}`, the folder of this delivery stream. */
  destination?: {
    [Member in keyof ExtendedS3DestinationConfiguration]?: ExtendedS3DestinationConfiguration[Member] | undefined;
  };
  /** Adds the scripted transform with these parameters beside its ARN. */
  lambda?: Partial<Record<ProcessorParameterName, string>>;
  processors?: Processor[];
  /** Dynamic partitioning, with the least buffer that AWS allows there. */
  partitioned?: boolean;
  /** Runs once the delivery stream is asked for, before it is ACTIVE. */
  whileCreating?: () => Promise<void>;
}

/** A delivery stream that a row made for itself. */
export interface TestDeliveryStream {
  name: string;
  /** Everything that it delivers without a `destination` of the row's own lies under this. */
  root: string;
  put(...records: (string | Buffer | object)[]): Promise<void>;
  /** What lies in the bucket once `isEnough` of it does. */
  delivered(isEnough: (delivered: Delivered) => boolean): Promise<Delivered>;
}

export const uniqueName = (what: string): string => `contract-${what}-${randomBytes(4).toString('hex')}`;

export function processor(
  type: ProcessorType,
  parameters: Partial<Record<ProcessorParameterName, string | undefined>> = {},
): Processor {
  const given = Object.entries(parameters).filter(
    (entry): entry is [ProcessorParameterName, string] => entry[1] !== undefined,
  );
  return {
    Type: type,
    Parameters: given.map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue })),
  };
}

/** Batches of one second, so that records put in one call meet in one invocation. */
export const lambdaProcessor = (target: Target, parameters: DeliveryStreamOptions['lambda'] = {}): Processor =>
  processor('Lambda', {
    LambdaArn: target.transformArn,
    BufferSizeInMBs: '1',
    BufferIntervalInSeconds: '1',
    ...parameters,
  });

/** The input of CreateDeliveryStream. */
export function deliveryStreamInput(
  target: Target,
  name: string,
  { source, destination = {}, lambda, processors = [], partitioned }: DeliveryStreamOptions,
): CreateDeliveryStreamCommandInput {
  const root = `${name}/`;
  const all = [...(lambda ? [lambdaProcessor(target, lambda)] : []), ...processors];
  const extended = {
    RoleARN: target.roleArn,
    BucketARN: `arn:aws:s3:::${target.bucket}`,
    Prefix: '{root}data/!{timestamp:yyyy}/',
    ErrorOutputPrefix: '{root}errors/!{firehose:error-output-type}/',
    BufferingHints: partitioned ? { SizeInMBs: 64, IntervalInSeconds: 60 } : { SizeInMBs: 1, IntervalInSeconds: 5 },
    ...(partitioned && { DynamicPartitioningConfiguration: { Enabled: true } }),
    ...(all.length > 0 && { ProcessingConfiguration: { Enabled: true, Processors: all } }),
    ...destination,
  };
  for (const member of ['Prefix', 'ErrorOutputPrefix'] as const)
    extended[member] = extended[member]?.replace('{root}', root);
  return {
    DeliveryStreamName: name,
    DeliveryStreamType: source ? 'KinesisStreamAsSource' : 'DirectPut',
    ...(source && { KinesisStreamSourceConfiguration: { KinesisStreamARN: source.arn, RoleARN: target.roleArn } }),
    ExtendedS3DestinationConfiguration: extended as ExtendedS3DestinationConfiguration,
  };
}

/** Makes a delivery stream for the length of `use`. */
export async function withDeliveryStream<Result>(
  target: Target,
  options: DeliveryStreamOptions,
  use: (stream: TestDeliveryStream) => Promise<Result>,
): Promise<Result> {
  const name = uniqueName('delivery');
  const { firehose } = target;
  await firehose.send(new CreateDeliveryStreamCommand(deliveryStreamInput(target, name, options)));
  try {
    await options.whileCreating?.();
    await eventually(target, async () => {
      const { DeliveryStreamDescription } = await firehose.send(
        new DescribeDeliveryStreamCommand({ DeliveryStreamName: name }),
      );
      return DeliveryStreamDescription?.DeliveryStreamStatus === 'ACTIVE' || undefined;
    });
    return await use(testDeliveryStream(target, name, options));
  } finally {
    await firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: name }));
  }
}

function testDeliveryStream(target: Target, name: string, { source }: DeliveryStreamOptions): TestDeliveryStream {
  const root = `${name}/`;
  return {
    name,
    root,
    async put(...records) {
      if (source) return source.put(...records);
      const Records = records.map((record) => ({ Data: bytesOf(record) }));
      const answer = await target.firehose.send(new PutRecordBatchCommand({ DeliveryStreamName: name, Records }));
      if (answer.FailedPutCount) throw new Error(`${answer.FailedPutCount} records were not taken.`);
    },
    async delivered(isEnough) {
      let last: Delivered | undefined;
      return eventually(
        target,
        async () => {
          last = await readDelivered(target, root, last);
          return isEnough(last) ? last : undefined;
        },
        () => last && { rows: last.rows, errors: last.errors, keys: last.objects.map(({ key }) => key) },
      );
    },
  };
}

/** With what words a delivery stream is refused. Throws, after removing it, when it is not. */
export async function refusalOf(target: Target, options: DeliveryStreamOptions): Promise<string> {
  const name = uniqueName('refused');
  try {
    await target.firehose.send(new CreateDeliveryStreamCommand(deliveryStreamInput(target, name, options)));
  } catch (error) {
    const { name: code, message } = error as Error;
    return `${code}: ${message}`;
  }
  await target.firehose.send(new DeleteDeliveryStreamCommand({ DeliveryStreamName: name }));
  throw new Error('The delivery stream was created.');
}
