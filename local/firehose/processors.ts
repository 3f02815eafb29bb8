import type { BufferHints } from './buffer.ts';
import {
  bytesOfMbs,
  TRANSFORM_BUFFER_MBS_DEFAULT,
  TRANSFORM_BUFFER_MBS_MAX,
  TRANSFORM_BUFFER_MBS_MIN,
  TRANSFORM_BUFFER_SECONDS_DEFAULT,
  TRANSFORM_BUFFER_SECONDS_MAX,
  TRANSFORM_RETRIES_DEFAULT,
  TRANSFORM_RETRIES_MAX,
} from './limits.ts';
import { invalidArgument, type PropertyReader } from './property-reader.ts';
import type { StreamConfiguration } from './stream-configuration.ts';

type Processing = Pick<StreamConfiguration, 'transform' | 'metadataQuery' | 'deaggregation' | 'appendDelimiter'>;
type Parameters = Map<string, string>;

const PROCESSORS_MAX = 5;
const PARTITIONING_ONLY = {
  MetadataExtraction: 'MetadataExtractionProcessor',
  RecordDeAggregation: 'RecordDeAggregationProcessor',
};

/**
 * `ProcessingConfiguration`. `Enabled` left out means disabled (captured). Refused with AWS's words (captured).
 * https://docs.aws.amazon.com/firehose/latest/APIReference/API_ProcessingConfiguration.html
 */
export function readProcessing(configuration: PropertyReader | undefined, isPartitioned: boolean): Processing {
  const enabled = configuration?.flag('Enabled') ?? false;
  const processors = (configuration?.list('Processors') ?? []).map(readProcessor);
  configuration?.end();
  if (!enabled) return { appendDelimiter: false };
  if (processors.length < 1 || processors.length > PROCESSORS_MAX) {
    throw invalidArgument(
      `A maximum of ${PROCESSORS_MAX} and a minimum of 1 processor needs to be supplied when processing is enabled.`,
    );
  }
  if (processors.filter(({ type }) => type === 'Lambda').length > 1) {
    throw invalidArgument('Cannot have more than 1 Lambda processor.');
  }
  const processing: Processing = { appendDelimiter: false };
  for (const { type, parameters } of processors) {
    const className = PARTITIONING_ONLY[type as keyof typeof PARTITIONING_ONLY];
    if (className && !isPartitioned) {
      throw invalidArgument(
        `class com.amazonaws.services.firehose.internal.model.${className} can only be present when Dynamic Partitioning is enabled.`,
      );
    }
    Object.assign(processing, readStep(type, parameters));
  }
  return processing;
}

function readProcessor(reader: PropertyReader): { type: string; parameters: Parameters } {
  const type = reader.requiredText('Type');
  const parameters: Parameters = new Map();
  for (const parameter of reader.list('Parameters')) {
    parameters.set(parameter.requiredText('ParameterName'), parameter.requiredText('ParameterValue'));
    parameter.end();
  }
  reader.end();
  return { type, parameters };
}

function readStep(type: string, parameters: Parameters): Partial<Processing> {
  switch (type) {
    case 'Lambda':
      return { transform: readLambda(parameters) };
    case 'MetadataExtraction':
      return { metadataQuery: readMetadataExtraction(parameters) };
    case 'RecordDeAggregation':
      return { deaggregation: readDeaggregation(parameters) };
    case 'AppendDelimiterToRecord':
      // AWS takes a Delimiter parameter and appends a newline whatever it says (captured).
      return { appendDelimiter: true };
    default:
      throw invalidArgument(
        `The local Firehose does not implement the processor ${type}. It implements: AppendDelimiterToRecord, Lambda, MetadataExtraction, RecordDeAggregation.`,
      );
  }
}

/** `RoleArn` is known and has no effect: there is no access control locally. */
const LAMBDA_PARAMETERS = ['LambdaArn', 'NumberOfRetries', 'RoleArn', 'BufferSizeInMBs', 'BufferIntervalInSeconds'];

function readLambda(parameters: Parameters): NonNullable<Processing['transform']> {
  const unknown = [...parameters.keys()].filter((name) => !LAMBDA_PARAMETERS.includes(name));
  if (unknown.length > 0)
    throw invalidArgument(`The local Firehose does not implement the Lambda parameter ${unknown.join(', ')}.`);
  const lambdaArn = parameters.get('LambdaArn');
  if (!lambdaArn) throw invalidArgument('LambdaArn is required when Lambda processor is used.');
  const retries = Number(parameters.get('NumberOfRetries') ?? TRANSFORM_RETRIES_DEFAULT);
  if (!(retries >= 0 && retries <= TRANSFORM_RETRIES_MAX)) {
    throw invalidArgument(`Number of retries for lambda must be between 0 and ${TRANSFORM_RETRIES_MAX}.`);
  }
  return { lambdaArn, retries, buffer: readLambdaBuffer(parameters) };
}

function readLambdaBuffer(parameters: Parameters): BufferHints {
  if (parameters.has('BufferSizeInMBs') !== parameters.has('BufferIntervalInSeconds')) {
    throw invalidArgument(
      'Both BufferSizeInMBs and BufferIntervalInSeconds are required to configure buffering for lambda processor.',
    );
  }
  const mbs = Number(parameters.get('BufferSizeInMBs') ?? TRANSFORM_BUFFER_MBS_DEFAULT);
  if (!(mbs >= TRANSFORM_BUFFER_MBS_MIN && mbs <= TRANSFORM_BUFFER_MBS_MAX)) {
    throw invalidArgument(
      `BufferSizeInMBs for lambda processor must be between ${TRANSFORM_BUFFER_MBS_MIN} and ${TRANSFORM_BUFFER_MBS_MAX}.`,
    );
  }
  const seconds = Number(parameters.get('BufferIntervalInSeconds') ?? TRANSFORM_BUFFER_SECONDS_DEFAULT);
  if (!(seconds >= 0 && seconds <= TRANSFORM_BUFFER_SECONDS_MAX)) {
    throw invalidArgument(
      `BufferIntervalInSeconds for lambda processor must be between 0 and ${TRANSFORM_BUFFER_SECONDS_MAX}.`,
    );
  }
  return { sizeBytes: bytesOfMbs(mbs), intervalMs: seconds * 1000 };
}

function readMetadataExtraction(parameters: Parameters): string {
  const query = parameters.get('MetadataExtractionQuery');
  if (parameters.get('JsonParsingEngine') !== 'JQ-1.6') {
    throw invalidArgument('MetaDataExtraction JSON Parsing Engine has to be one of JQ-1.6');
  }
  if (!query) throw invalidArgument('MetadataExtractionQuery is required when MetadataExtraction processor is used.');
  return query;
}

function readDeaggregation(parameters: Parameters): NonNullable<Processing['deaggregation']> {
  const type = parameters.get('SubRecordType');
  if (type === 'JSON') return { type };
  if (type !== 'DELIMITED') throw invalidArgument('SubRecordType has to be one of JSON, DELIMITED');
  const delimiter = Buffer.from(parameters.get('Delimiter') ?? '', 'base64');
  if (delimiter.length === 0) throw invalidArgument('Delimiter should be present for DELIMITED');
  return { type, delimiter };
}
