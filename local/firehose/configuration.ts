import type { BufferHints } from './buffer.ts';
import { type ConversionConfiguration, readConversion } from './conversion/configuration.ts';
import {
  BUFFER_MBS_DEFAULT,
  BUFFER_MBS_MAX,
  BUFFER_SECONDS_DEFAULT,
  BUFFER_SECONDS_MAX,
  bytesOfMbs,
  CONVERSION_BUFFER_MBS_DEFAULT,
  FILE_EXTENSION_LENGTH_MAX,
  PARTITIONED_BUFFER_MBS_DEFAULT,
  PARTITIONED_BUFFER_MBS_MIN,
} from './limits.ts';
import { type PrefixProperty, type PrefixTemplate, parsePrefix, partitionKeysOf } from './prefix.ts';
import { readProcessing } from './processors.ts';
import {
  createPropertyReader,
  invalidArgument,
  type NotHonouredProperty,
  type PropertyReader,
} from './property-reader.ts';
import { queryKeysOf } from './query-keys.ts';
import type { StreamConfiguration } from './stream-configuration.ts';
import { isTimeZone } from './zoned-time.ts';

export interface ParsedDeliveryStream {
  configuration: StreamConfiguration;
  /** What the properties ask for that has no effect locally. */
  notHonoured: NotHonouredProperty[];
}

const NO_ACCESS_CONTROL = 'no access control locally';
const NO_ENCRYPTION = 'nothing is encrypted locally';
const STREAM_ARN = /^arn:[^:]+:kinesis:[^:]*:\d{12}:stream\/(.+)$/;
const BUCKET_ARN = /^arn:[^:]+:s3:::(.+)$/;

/**
 * Reads the input of CreateDeliveryStream, or the properties of an `AWS::KinesisFirehose::DeliveryStream`: the shapes
 * agree.
 * Throws an `AwsError` for what AWS refuses, in its words where they are known, and for what the local Firehose does
 * not implement.
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
 */
export function parseDeliveryStream(properties: Record<string, unknown>): ParsedDeliveryStream {
  const notHonoured: NotHonouredProperty[] = [];
  const reader = createPropertyReader(properties, '', notHonoured);
  const name = reader.requiredText('DeliveryStreamName', { max: 64, pattern: /^[a-zA-Z0-9_.-]+$/ });
  const source = readSource(reader);
  const extended = reader.object('ExtendedS3DestinationConfiguration');
  const plain = reader.object('S3DestinationConfiguration');
  reader.ignore('Tags', 'tags have no effect locally');
  reader.ignore('DeliveryStreamEncryptionConfigurationInput', NO_ENCRYPTION);
  reader.end();
  const destination = extended ?? plain;
  if (!destination || (extended && plain))
    throw invalidArgument('Exactly one destination configuration is supported for a Firehose');
  return { configuration: { name, source, ...readDestination(destination) }, notHonoured };
}

function readSource(reader: PropertyReader): StreamConfiguration['source'] {
  const type = reader.text('DeliveryStreamType', { values: ['DirectPut', 'KinesisStreamAsSource'] }) ?? 'DirectPut';
  const kinesis = reader.object('KinesisStreamSourceConfiguration');
  if (type === 'DirectPut') return { type };
  if (!kinesis) throw invalidArgument('KinesisSourceStreamConfig is mandatory for KinesisStreamAsSource stream type.');
  const streamArn = kinesis.requiredText('KinesisStreamARN', { max: 512, pattern: STREAM_ARN });
  kinesis.ignore('RoleARN', NO_ACCESS_CONTROL);
  kinesis.end();
  return { type: 'KinesisStreamAsSource', streamArn, streamName: STREAM_ARN.exec(streamArn)![1]! };
}

function readDestination(reader: PropertyReader): Omit<StreamConfiguration, 'name' | 'source'> {
  const bucket = BUCKET_ARN.exec(reader.requiredText('BucketARN', { max: 2048, pattern: BUCKET_ARN }))![1]!;
  const hints = reader.object('BufferingHints');
  const sizeInMbs = hints?.number('SizeInMBs', { min: 1, max: BUFFER_MBS_MAX });
  const intervalInSeconds = hints?.number('IntervalInSeconds', { min: 0, max: BUFFER_SECONDS_MAX });
  hints?.end();
  const compression = readCompression(reader);
  const fileExtension =
    reader.text('FileExtension', { max: FILE_EXTENSION_LENGTH_MAX, pattern: /^(?:|\.[0-9a-z!\-_.*'()]+)$/ }) ?? '';
  const timeZone = readTimeZone(reader);
  const conversion = readConversion(reader.object('DataFormatConversionConfiguration'), { compression, sizeInMbs });
  const isPartitioned = readPartitioning(reader);
  const processing = readProcessing(reader.object('ProcessingConfiguration'), isPartitioned);
  const prefixText = reader.text('Prefix');
  const errorPrefixText = reader.text('ErrorOutputPrefix');
  refuseUnimplemented(reader);
  reader.ignore('RoleARN', NO_ACCESS_CONTROL);
  reader.ignore('EncryptionConfiguration', NO_ENCRYPTION);
  reader.ignore('CloudWatchLoggingOptions', 'delivery errors are shown as warnings locally');
  reader.end();
  const prefix = readPrefix(prefixText ?? '', 'Prefix');
  const partitioning = checkPartitioning(prefix, isPartitioned, processing.metadataQuery);
  return {
    bucket,
    prefix,
    errorPrefix: readErrorPrefix(prefix, prefixText ?? '', errorPrefixText),
    buffer: readHints({ sizeInMbs, intervalInSeconds, isPartitioned, conversion }),
    compression,
    fileExtension,
    timeZone,
    ...(conversion && { conversion }),
    ...processing,
    ...(partitioning && { partitioning }),
  };
}

function readCompression(reader: PropertyReader): StreamConfiguration['compression'] {
  const values = ['UNCOMPRESSED', 'GZIP', 'ZIP', 'Snappy', 'HADOOP_SNAPPY'];
  const format = reader.text('CompressionFormat', { values }) ?? 'UNCOMPRESSED';
  if (format === 'UNCOMPRESSED' || format === 'GZIP') return format;
  throw invalidArgument(
    `The local Firehose does not implement the CompressionFormat ${format}. It implements: GZIP, UNCOMPRESSED.`,
  );
}

function readTimeZone(reader: PropertyReader): string {
  const zone = reader.text('CustomTimeZone', { max: 50, pattern: /^$|[a-zA-Z/_]+/ }) || 'UTC';
  if (!isTimeZone(zone)) throw invalidArgument(`CustomTimeZone ${zone} is not a valid time zone.`);
  return zone;
}

function readPartitioning(reader: PropertyReader): boolean {
  const configuration = reader.object('DynamicPartitioningConfiguration');
  const enabled = configuration?.flag('Enabled') ?? false;
  configuration?.ignore('RetryOptions', 'an object that S3 refuses is tried until it is taken');
  configuration?.end();
  return enabled;
}

function refuseUnimplemented(reader: PropertyReader): void {
  if (reader.text('S3BackupMode', { values: ['Disabled', 'Enabled'] }) === 'Enabled') {
    throw invalidArgument('The local Firehose does not implement S3BackupMode Enabled.');
  }
  reader.ignore('S3BackupConfiguration', 'S3BackupMode is Disabled');
}

function readPrefix(text: string, property: PrefixProperty): PrefixTemplate {
  const result = parsePrefix(text, property);
  if (!result.ok) throw invalidArgument(result.message);
  return result.template;
}

/** Without one, failed records go beside the others: `<prefix><error type>/yyyy/MM/dd/HH/`. */
function readErrorPrefix(prefix: PrefixTemplate, prefixText: string, text: string | undefined): PrefixTemplate {
  if (!text && prefix.hasExpressions) {
    throw invalidArgument('ErrorOutputPrefix cannot be null or empty when Prefix contains expressions');
  }
  const template = readPrefix(text || prefixText, text ? 'ErrorOutputPrefix' : 'Prefix');
  if (template.hasExpressions && !template.parts.some(({ kind }) => kind === 'error-output-type')) {
    throw invalidArgument('ErrorOutputPrefix must contain at least one occurrence of !{firehose:error-output-type}');
  }
  return template;
}

function checkPartitioning(
  prefix: PrefixTemplate,
  isPartitioned: boolean,
  query: string | undefined,
): StreamConfiguration['partitioning'] {
  const keys = { lambdaKeys: partitionKeysOf(prefix, 'lambda'), queryKeys: partitionKeysOf(prefix, 'query') };
  const hasKeys = keys.lambdaKeys.length + keys.queryKeys.length > 0;
  if (hasKeys && !isPartitioned) {
    throw invalidArgument(
      'Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic Partitioning is enabled.',
    );
  }
  if (!isPartitioned) return undefined;
  if (!hasKeys)
    throw invalidArgument(
      'S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled',
    );
  if (query && queryKeysOf(query)?.some((key) => !keys.queryKeys.includes(key))) {
    throw invalidArgument(
      "MetaDataExtraction JQ Query can't contain keys that are not present in the S3 Prefix expression",
    );
  }
  return keys;
}

/** https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
function readHints({
  sizeInMbs,
  intervalInSeconds,
  isPartitioned,
  conversion,
}: {
  sizeInMbs: number | undefined;
  intervalInSeconds: number | undefined;
  isPartitioned: boolean;
  conversion: ConversionConfiguration | undefined;
}): BufferHints {
  if (isPartitioned && sizeInMbs !== undefined && sizeInMbs < PARTITIONED_BUFFER_MBS_MIN) {
    throw invalidArgument(
      `BufferingHints.SizeInMBs must be at least ${PARTITIONED_BUFFER_MBS_MIN} when Dynamic Partitioning is enabled.`,
    );
  }
  const plainMbs = conversion ? CONVERSION_BUFFER_MBS_DEFAULT : BUFFER_MBS_DEFAULT;
  const defaultMbs = isPartitioned ? PARTITIONED_BUFFER_MBS_DEFAULT : plainMbs;
  return {
    sizeBytes: bytesOfMbs(sizeInMbs ?? defaultMbs),
    intervalMs: (intervalInSeconds ?? BUFFER_SECONDS_DEFAULT) * 1000,
  };
}
