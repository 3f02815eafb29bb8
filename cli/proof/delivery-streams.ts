import type { LocalStack } from '../../local/stack.ts';
import type { Resource } from '../../local/template/resolve.ts';

/** What the proof needs to know of a delivery stream with a transform, taken from the template. */
export interface LogStreamFacts {
  /** Physical name. */
  name: string;
  /** As folders, metrics and commands say: without service and stage. */
  shortName: string;
  bucket: string;
  /** What every data object's key begins with. */
  dataPrefix: string;
  /** What every error object's key begins with. */
  errorPrefix: string;
  /** Where its transform's counts go. */
  metrics: { namespace: string; dimensions: { service: string; DeliveryStream: string } };
  /** Physical name of its transform. */
  transform: string;
}

/** Of one that carries the changes of a table. */
export interface DeliveryStreamFacts extends LogStreamFacts {
  /** The Kinesis stream that it reads. */
  sourceStream: string;
}

/** The delivery streams of a running stack that read a Kinesis stream through a transform, in the template's order. */
export function deliveryStreamsOf({ resources }: Pick<LocalStack, 'resources'>): DeliveryStreamFacts[] {
  return streamsOf(resources).flatMap((stream) => {
    const source = stream.properties.KinesisStreamSourceConfiguration as { KinesisStreamARN: string } | undefined;
    if (source === undefined) return [];
    return { ...factsOf(stream, resources), sourceStream: source.KinesisStreamARN.split('/').at(-1)! };
  });
}

/** Those with a transform that records are put on: logs, and the twins that their failed records are replayed through. */
export function logStreamsOf({ resources }: Pick<LocalStack, 'resources'>): LogStreamFacts[] {
  return streamsOf(resources)
    .filter(({ properties }) => properties.KinesisStreamSourceConfiguration === undefined)
    .filter(
      ({ properties }) => transformArnOf(properties.ExtendedS3DestinationConfiguration as Destination) !== undefined,
    )
    .map((stream) => factsOf(stream, resources));
}

const streamsOf = (resources: Resource[]): Resource[] =>
  resources.filter(({ type }) => type === 'AWS::KinesisFirehose::DeliveryStream');

function factsOf({ name, properties }: Resource, resources: Resource[]): LogStreamFacts {
  const destination = properties.ExtendedS3DestinationConfiguration as Destination;
  const transformArn = transformArnOf(destination);
  const transform = resources.find(({ arn }) => arn !== '' && arn === transformArn);
  if (!transform) throw new Error(`The delivery stream ${name} has no transform in this template.`);
  const { Variables } = transform.properties.Environment as { Variables: Record<string, string> };
  const { DELIVERY_STREAM = '', POWERTOOLS_METRICS_NAMESPACE = '', POWERTOOLS_SERVICE_NAME = '' } = Variables;
  return {
    name,
    shortName: DELIVERY_STREAM,
    bucket: destination.BucketARN.split(':').at(-1)!,
    dataPrefix: literalFolder(destination.Prefix),
    errorPrefix: literalFolder(destination.ErrorOutputPrefix),
    metrics: {
      namespace: POWERTOOLS_METRICS_NAMESPACE,
      dimensions: { service: POWERTOOLS_SERVICE_NAME, DeliveryStream: DELIVERY_STREAM },
    },
    transform: transform.name,
  };
}

interface Destination {
  BucketARN: string;
  Prefix: string;
  ErrorOutputPrefix: string;
  ProcessingConfiguration?: { Processors?: { Parameters: { ParameterName: string; ParameterValue: string }[] }[] };
}

function transformArnOf({ ProcessingConfiguration }: Destination): string | undefined {
  const parameters = (ProcessingConfiguration?.Processors ?? []).flatMap(({ Parameters }) => Parameters);
  return parameters.find(({ ParameterName }) => ParameterName === 'LambdaArn')?.ParameterValue;
}

/** The folders of a prefix before its first expression: `errors/chat-by-time/` of `errors/chat-by-time/!{…}/`. */
const literalFolder = (prefix: string) => prefix.split('!{')[0]!.replace(/[^/]*$/, '');

/** The sum of one of the transform's counts since the stack started. */
export const metricTotal = ({ cloudwatch }: LocalStack, { metrics }: LogStreamFacts, metricName: string): number =>
  cloudwatch.total({ ...metrics, metricName });
