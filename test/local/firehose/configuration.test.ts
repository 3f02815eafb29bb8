import { describe, expect, it } from 'vitest';
import { parseDeliveryStream } from '../../../local/firehose/configuration.ts';
import type { AwsError } from '../../../local/wire/message.ts';
import { kinesisToS3, LAMBDA_ARN, lambdaProcessor, partitionedDestination, STREAM_ARN } from './engine.ts';

const processing = (...Processors: unknown[]) => ({ ProcessingConfiguration: { Enabled: true, Processors } });
const processor = (Type: string, parameters: Record<string, string> = {}) => ({
  Type,
  Parameters: Object.entries(parameters).map(([ParameterName, ParameterValue]) => ({ ParameterName, ParameterValue })),
});
const query = (MetadataExtractionQuery: string) =>
  processor('MetadataExtraction', { MetadataExtractionQuery, JsonParsingEngine: 'JQ-1.6' });
const byQuery = (...keys: string[]) => ({
  Prefix: keys.map((key) => `${key}=!{partitionKeyFromQuery:${key}}/`).join(''),
  ErrorOutputPrefix: 'errors/!{firehose:error-output-type}/',
  DynamicPartitioningConfiguration: { Enabled: true },
});
const parse = (destination: Record<string, unknown> = {}) =>
  parseDeliveryStream(kinesisToS3(destination)).configuration;

function refusal(properties: Record<string, unknown>): { code: string; message: string } | undefined {
  try {
    parseDeliveryStream(properties);
    return undefined;
  } catch (error) {
    const { code, message } = error as AwsError;
    return { code, message };
  }
}

describe('a configuration', () => {
  it('has AWS defaults for what is left out', () => {
    expect(parse({ BufferingHints: undefined })).toMatchObject({
      name: 'chat',
      source: { type: 'KinesisStreamAsSource', streamArn: STREAM_ARN, streamName: 'changes' },
      bucket: 'lake',
      buffer: { sizeBytes: 5 * 1024 * 1024, intervalMs: 300_000 },
      compression: 'UNCOMPRESSED',
      fileExtension: '',
      timeZone: 'UTC',
      appendDelimiter: false,
    });
  });

  it('buffers 128 MB with dynamic partitioning unless told otherwise', () => {
    expect(parse({ ...partitionedDestination(), BufferingHints: undefined }).buffer.sizeBytes).toBe(128 * 1024 * 1024);
  });

  it('runs the transform at 1 MB or 60 seconds with 3 retries unless told otherwise', () => {
    expect(parse(processing(lambdaProcessor())).transform).toEqual({
      lambdaArn: LAMBDA_ARN,
      retries: 3,
      buffer: { sizeBytes: 1024 * 1024, intervalMs: 60_000 },
    });
    expect(
      parse(processing(lambdaProcessor({ NumberOfRetries: '1', BufferSizeInMBs: '0.5', BufferIntervalInSeconds: '0' })))
        .transform,
    ).toEqual({
      lambdaArn: LAMBDA_ARN,
      retries: 1,
      buffer: { sizeBytes: 512 * 1024, intervalMs: 0 },
    });
  });

  it('leaves processors alone while Enabled is left out', () => {
    expect(parse({ ProcessingConfiguration: { Processors: [lambdaProcessor()] } }).transform).toBeUndefined();
  });

  it('takes numbers and booleans as text, as a template may hold them', () => {
    const configuration = parse({
      ...partitionedDestination(),
      BufferingHints: { SizeInMBs: '64', IntervalInSeconds: '60' },
      DynamicPartitioningConfiguration: { Enabled: 'true' },
    });
    expect(configuration.buffer).toEqual({ sizeBytes: 64 * 1024 * 1024, intervalMs: 60_000 });
    expect(configuration.partitioning).toEqual({ lambdaKeys: ['LivestreamID'], queryKeys: [] });
  });

  it('takes a file extension that begins with its dot, and nothing that only holds one', () => {
    for (const extension of ['', '.json', ".a-b_c.gz!*'()"]) {
      expect(parse({ FileExtension: extension }).fileExtension).toBe(extension);
    }
    for (const extension of ['json', 'json.x', 'a/../../b.json', '../b.json', '.a/b.json', '.json\n', '.JSON', '.']) {
      expect(refusal(kinesisToS3({ FileExtension: extension })), extension).toBeDefined();
    }
  });

  it('takes a delimiter in base64', () => {
    const { deaggregation } = parse({
      ...partitionedDestination(),
      ...processing(
        lambdaProcessor(),
        processor('RecordDeAggregation', { SubRecordType: 'DELIMITED', Delimiter: 'IyMjIw==' }),
      ),
    });
    expect(deaggregation).toEqual({ type: 'DELIMITED', delimiter: Buffer.from('####') });
  });

  it('takes the older S3DestinationConfiguration', () => {
    const { ExtendedS3DestinationConfiguration, ...rest } = kinesisToS3();
    const { configuration } = parseDeliveryStream({
      ...rest,
      S3DestinationConfiguration: ExtendedS3DestinationConfiguration,
    });
    expect(configuration.bucket).toBe('lake');
  });

  /** AWS's words, captured by third parties from CreateDeliveryStream. */
  it.each<[words: string, destination: Record<string, unknown>]>([
    [
      'Dynamic Partitioning Namespaces can only be part of a prefix expression when Dynamic Partitioning is enabled.',
      { ...partitionedDestination(), DynamicPartitioningConfiguration: undefined },
    ],
    [
      'S3 Prefix should contain Dynamic Partitioning namespaces when Dynamic Partitioning is enabled',
      { ...partitionedDestination(), Prefix: 'chat/' },
    ],
    [
      "MetaDataExtraction JQ Query can't contain keys that are not present in the S3 Prefix expression",
      { ...byQuery('a'), ...processing(query('{a: .a, b: .b}')) },
    ],
    [
      'Prefix must not contain any occurrence of !{firehose:error-output-type}',
      { Prefix: '!{firehose:error-output-type}/', ErrorOutputPrefix: 'e/' },
    ],
    ['Length of evaluated prefix cannot be greater than 512', { Prefix: 'x'.repeat(513) }],
    [
      'BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled.',
      { ...partitionedDestination(), BufferingHints: { SizeInMBs: 63, IntervalInSeconds: 60 } },
    ],
    [
      'Both BufferSizeInMBs and BufferIntervalInSeconds are required to configure buffering for lambda processor.',
      processing(lambdaProcessor({ BufferSizeInMBs: '1' })),
    ],
    [
      'Both BufferSizeInMBs and BufferIntervalInSeconds are required to configure buffering for lambda processor.',
      processing(lambdaProcessor({ BufferIntervalInSeconds: '60' })),
    ],
    [
      'BufferSizeInMBs for lambda processor must be between 0.2 and 3.',
      processing(lambdaProcessor({ BufferSizeInMBs: '0.1', BufferIntervalInSeconds: '60' })),
    ],
    [
      'BufferSizeInMBs for lambda processor must be between 0.2 and 3.',
      processing(lambdaProcessor({ BufferSizeInMBs: '3.1', BufferIntervalInSeconds: '60' })),
    ],
    [
      'BufferIntervalInSeconds for lambda processor must be between 0 and 900.',
      processing(lambdaProcessor({ BufferSizeInMBs: '1', BufferIntervalInSeconds: '901' })),
    ],
    [
      'Number of retries for lambda must be between 0 and 300.',
      processing(lambdaProcessor({ NumberOfRetries: '301' })),
    ],
    ['LambdaArn is required when Lambda processor is used.', processing(processor('Lambda'))],
    ['Cannot have more than 1 Lambda processor.', processing(lambdaProcessor(), lambdaProcessor())],
    ['A maximum of 5 and a minimum of 1 processor needs to be supplied when processing is enabled.', processing()],
    [
      'A maximum of 5 and a minimum of 1 processor needs to be supplied when processing is enabled.',
      processing(...Array(6).fill(processor('AppendDelimiterToRecord'))),
    ],
    [
      'class com.amazonaws.services.firehose.internal.model.MetadataExtractionProcessor can only be present when Dynamic Partitioning is enabled.',
      processing(query('{a: .a}')),
    ],
    [
      'class com.amazonaws.services.firehose.internal.model.RecordDeAggregationProcessor can only be present when Dynamic Partitioning is enabled.',
      processing(processor('RecordDeAggregation', { SubRecordType: 'JSON' })),
    ],
    [
      'MetaDataExtraction JSON Parsing Engine has to be one of JQ-1.6',
      { ...byQuery('a'), ...processing(processor('MetadataExtraction', { MetadataExtractionQuery: '{a: .a}' })) },
    ],
    [
      'SubRecordType has to be one of JSON, DELIMITED',
      { ...byQuery('a'), ...processing(processor('RecordDeAggregation', { SubRecordType: 'CSV' })) },
    ],
    [
      'Delimiter should be present for DELIMITED',
      { ...byQuery('a'), ...processing(processor('RecordDeAggregation', { SubRecordType: 'DELIMITED' })) },
    ],
    ['ErrorOutputPrefix cannot be null or empty when Prefix contains expressions', { Prefix: '!{timestamp:yyyy}/' }],
    [
      'ErrorOutputPrefix must contain at least one occurrence of !{firehose:error-output-type}',
      { Prefix: 'a/', ErrorOutputPrefix: 'e/!{timestamp:yyyy}/' },
    ],
    [
      "Dynamic Partitioning Namespaces can't be part of an error prefix expression",
      {
        ...partitionedDestination(),
        ErrorOutputPrefix: '!{firehose:error-output-type}/!{partitionKeyFromLambda:LivestreamID}/',
      },
    ],
  ])('is refused with "%s"', (message, destination) => {
    expect(refusal(kinesisToS3(destination))).toEqual({ code: 'InvalidArgumentException', message });
  });

  it.each<[words: string, properties: Record<string, unknown>]>([
    [
      'Exactly one destination configuration is supported for a Firehose',
      { ExtendedS3DestinationConfiguration: undefined },
    ],
    [
      'KinesisSourceStreamConfig is mandatory for KinesisStreamAsSource stream type.',
      { KinesisStreamSourceConfiguration: undefined },
    ],
  ])('as a whole is refused with "%s"', (message, properties) => {
    expect(refusal({ ...kinesisToS3(), ...properties })).toEqual({ code: 'InvalidArgumentException', message });
  });

  it.each<[path: string, destination: Record<string, unknown>]>([
    ['extendedS3DestinationConfiguration.compressionFormat', { CompressionFormat: 'gzip' }],
    ['extendedS3DestinationConfiguration.bufferingHints.sizeInMBs', { BufferingHints: { SizeInMBs: 129 } }],
    [
      'extendedS3DestinationConfiguration.bufferingHints.intervalInSeconds',
      { BufferingHints: { IntervalInSeconds: 901 } },
    ],
    ['extendedS3DestinationConfiguration.fileExtension', { FileExtension: 'json' }],
    ['extendedS3DestinationConfiguration.fileExtension', { FileExtension: `.${'x'.repeat(128)}` }],
    ['extendedS3DestinationConfiguration.bucketARN', { BucketARN: undefined }],
  ])('is refused as the model says at %s', (path, destination) => {
    const refused = refusal(kinesisToS3(destination));
    expect(refused?.code).toBe('ValidationException');
    expect(refused?.message).toContain(`at '${path}' failed to satisfy constraint: Member must`);
  });

  it.each([
    ['CompressionFormat ZIP', { CompressionFormat: 'ZIP' }],
    ['processor Decompression', processing(processor('Decompression'))],
    ['S3BackupMode Enabled', { S3BackupMode: 'Enabled' }],
    ['ExtendedS3DestinationConfiguration.Surprise', { Surprise: true }],
  ])('that needs %s is refused by name', (what, destination) => {
    expect(refusal(kinesisToS3(destination))?.message).toMatch(
      new RegExp(`^The local Firehose does not implement .*${what}`),
    );
  });

  it('with an unknown time zone is refused', () => {
    expect(refusal(kinesisToS3({ CustomTimeZone: 'Mars/Olympus' }))?.code).toBe('InvalidArgumentException');
    expect(parse({ CustomTimeZone: 'Asia/Seoul' }).timeZone).toBe('Asia/Seoul');
  });
});
