import { type Context, validationError } from '../context.ts';
import type { Request } from '../dynalite.ts';
import type { KinesisDestination } from '../table.ts';
import { namedTable } from './named-table.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html */
export function describeKinesisStreamingDestination({ tables }: Context, input: Request): Request {
  const { name, settings } = namedTable(tables, input);
  const { destination } = settings;
  return { TableName: name, KinesisDataStreamDestinations: destination ? [describe(destination)] : [] };
}

function describe({ streamArn, status, precision }: KinesisDestination): Request {
  return { StreamArn: streamArn, DestinationStatus: status, ApproximateCreationDateTimePrecision: precision };
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_EnableKinesisStreamingDestination.html
 *
 * The destination is active when this answers; the answer says ENABLING as AWS's does.
 */
export async function enableKinesisStreamingDestination({ tables }: Context, input: Request): Promise<Request> {
  const table = namedTable(tables, input);
  const streamArn = streamArnOf(input);
  const configuration = (input.EnableKinesisStreamingConfiguration ?? {}) as Record<string, unknown>;
  const precision = configuration.ApproximateCreationDateTimePrecision ?? 'MILLISECOND';
  if (precision !== 'MILLISECOND' && precision !== 'MICROSECOND') {
    throw validationError('ApproximateCreationDateTimePrecision is MILLISECOND or MICROSECOND.');
  }
  if (table.settings.destination?.status === 'ACTIVE') {
    throw validationError(
      'Table is not in a valid state to enable Kinesis Streaming Destination:EnableKinesisStreamingDestination must be DISABLED or ENABLE_FAILED to perform ENABLE operation.',
    );
  }
  await tables.saveSettings(table, { ...table.settings, destination: { streamArn, status: 'ACTIVE', precision } });
  return {
    TableName: table.name,
    StreamArn: streamArn,
    DestinationStatus: 'ENABLING',
    EnableKinesisStreamingConfiguration: { ApproximateCreationDateTimePrecision: precision },
  };
}

/**
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DisableKinesisStreamingDestination.html
 *
 * Changes made before still reach the stream.
 */
export async function disableKinesisStreamingDestination({ tables }: Context, input: Request): Promise<Request> {
  const table = namedTable(tables, input);
  const streamArn = streamArnOf(input);
  const { destination } = table.settings;
  if (destination?.status !== 'ACTIVE' || destination.streamArn !== streamArn) {
    throw validationError(
      'Table is not in a valid state to disable Kinesis Streaming Destination:DisableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.',
    );
  }
  await tables.saveSettings(table, { ...table.settings, destination: { ...destination, status: 'DISABLED' } });
  return { TableName: table.name, StreamArn: streamArn, DestinationStatus: 'DISABLING' };
}

function streamArnOf(input: Request): string {
  const { StreamArn: arn } = input;
  if (typeof arn !== 'string' || !/^arn:[^:]+:kinesis:[^:]*:\d*:stream\/[\w.-]+$/.test(arn)) {
    throw validationError('StreamArn is the ARN of a Kinesis data stream.');
  }
  return arn;
}
