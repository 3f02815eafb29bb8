import * as z from 'zod';
import type { ReadPosition } from '../../kinesis/types.ts';
import { AwsError } from '../../wire/message.ts';
import {
  BATCH_SIZE_DEFAULT,
  BATCH_SIZE_MAX,
  BATCHING_WINDOW_SECONDS_MAX,
  PARALLELIZATION_FACTOR_MAX,
  RECORD_AGE_SECONDS_MAX,
  RECORD_AGE_SECONDS_MIN,
  RETRY_ATTEMPTS_MAX,
} from './limits.ts';

/** An event source mapping in the engine's terms. */
export interface MappingConfiguration {
  start: ReadPosition | 'LATEST';
  batchSize: number;
  batchingWindowMs: number;
  parallelizationFactor: number;
  /** -1: until the records expire. */
  maximumRetryAttempts: number;
  /** `Infinity` without a limit. */
  recordAgeMsMax: number;
  bisects: boolean;
  reportsItemFailures: boolean;
  /** Undefined when discarded records are dropped. */
  onFailureBucket: string | undefined;
}

/**
 * A mapping as the API and CloudFormation have it; both use the same names. What is not here is refused by name.
 * https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventsourcemapping.html
 */
const shape = z.strictObject({
  EventSourceArn: z.string().regex(/^arn:[^:]+:(kinesis:.*:stream\/[\w.-]+|dynamodb:.*:table\/[\w.-]+\/stream\/.+)$/, {
    error: 'locally an event source is a Kinesis stream or the stream of a DynamoDB table',
  }),
  FunctionName: z.string(),
  Enabled: z.boolean().default(true),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST', 'AT_TIMESTAMP']),
  StartingPositionTimestamp: z.number().optional(),
  BatchSize: z.int().min(1).max(BATCH_SIZE_MAX).default(BATCH_SIZE_DEFAULT),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(BATCHING_WINDOW_SECONDS_MAX).default(0),
  ParallelizationFactor: z.int().min(1).max(PARALLELIZATION_FACTOR_MAX).default(1),
  MaximumRetryAttempts: z.int().min(-1).max(RETRY_ATTEMPTS_MAX).default(-1),
  MaximumRecordAgeInSeconds: z
    .union([z.literal(-1), z.int().min(RECORD_AGE_SECONDS_MIN).max(RECORD_AGE_SECONDS_MAX)])
    .default(-1),
  BisectBatchOnFunctionError: z.boolean().default(false),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).max(1).default([]),
  DestinationConfig: z
    .strictObject({
      OnFailure: z
        .strictObject({
          Destination: z
            .string()
            .regex(/^arn:[^:]+:s3:::[^/]+$/, { error: 'locally a destination is an S3 bucket' })
            .optional(),
        })
        .default({}),
    })
    .default({ OnFailure: {} }),
  /** Without effect locally. */
  Tags: z.unknown().optional(),
  TumblingWindowInSeconds: z.literal(0, { error: 'tumbling windows are not there locally' }).default(0),
});

/** With the defaults filled in. */
export type MappingProperties = Omit<z.output<typeof shape>, 'Tags'>;

/** Throws an {@link AwsError} `InvalidParameterValueException` for what AWS refuses, and for what is not there locally. */
export function parseMapping(given: Record<string, unknown>): MappingProperties {
  const parsed = shape.safeParse(given);
  if (!parsed.success) throw invalidParameter(`The event source mapping: ${z.prettifyError(parsed.error)}`);
  const { Tags: _, ...properties } = parsed.data;
  const { StartingPosition, StartingPositionTimestamp, EventSourceArn } = properties;
  if ((StartingPosition === 'AT_TIMESTAMP') !== (StartingPositionTimestamp !== undefined)) {
    throw invalidParameter('StartingPositionTimestamp goes with the StartingPosition AT_TIMESTAMP, and with it only.');
  }
  if (StartingPosition === 'AT_TIMESTAMP' && EventSourceArn.includes(':dynamodb:')) {
    throw invalidParameter('Unsupported starting position for stream type: AT_TIMESTAMP');
  }
  return properties;
}

export function configurationOf(properties: MappingProperties): MappingConfiguration {
  const { StartingPosition, StartingPositionTimestamp, MaximumRecordAgeInSeconds: age } = properties;
  const destination = properties.DestinationConfig.OnFailure.Destination;
  return {
    start:
      StartingPosition === 'AT_TIMESTAMP' ? { atTimestamp: (StartingPositionTimestamp ?? 0) * 1000 } : StartingPosition,
    batchSize: properties.BatchSize,
    batchingWindowMs: properties.MaximumBatchingWindowInSeconds * 1000,
    parallelizationFactor: properties.ParallelizationFactor,
    maximumRetryAttempts: properties.MaximumRetryAttempts,
    recordAgeMsMax: age === -1 ? Number.POSITIVE_INFINITY : age * 1000,
    bisects: properties.BisectBatchOnFunctionError,
    reportsItemFailures: properties.FunctionResponseTypes.length > 0,
    onFailureBucket: destination?.slice(destination.lastIndexOf(':') + 1),
  };
}

export const invalidParameter = (message: string): AwsError => new AwsError('InvalidParameterValueException', message);
