import type { LocalStack } from '../../local/stack.ts';
import type { Resource } from '../../local/template/resolve.ts';

/** What the proof needs to know of a delivery stream, taken from the template. */
export interface DeliveryStreamFacts {
  /** Physical name. */
  name: string;
  /** As folders, metrics and commands say: without service and stage. */
  shortName: string;
  sourceStream: string;
  bucket: string;
  /** What every data object's key begins with. */
  dataPrefix: string;
  /** What every error object's key begins with. */
  errorPrefix: string;
  /** Where its transform's counts go. */
  metrics: { namespace: string; dimensions: { service: string; DeliveryStream: string } };
}

/** The delivery streams of a running stack that read a Kinesis stream through a transform, in the template's order. */
export function deliveryStreamsOf({ resources }: Pick<LocalStack, 'resources'>): DeliveryStreamFacts[] {
  return resources
    .filter(({ type }) => type === 'AWS::KinesisFirehose::DeliveryStream')
    .filter(({ properties }) => properties.KinesisStreamSourceConfiguration !== undefined)
    .map((stream) => factsOf(stream, resources));
}

function factsOf({ name, properties }: Resource, resources: Resource[]): DeliveryStreamFacts {
  const source = properties.KinesisStreamSourceConfiguration as { KinesisStreamARN: string };
  const destination = properties.ExtendedS3DestinationConfiguration as Destination;
  const parameters = destination.ProcessingConfiguration.Processors.flatMap(({ Parameters }) => Parameters);
  const transformArn = parameters.find(({ ParameterName }) => ParameterName === 'LambdaArn')?.ParameterValue;
  const transform = resources.find(({ arn }) => arn !== '' && arn === transformArn);
  if (!transform) throw new Error(`The delivery stream ${name} has no transform in this template.`);
  const { Variables } = transform.properties.Environment as { Variables: Record<string, string> };
  const { DELIVERY_STREAM = '', POWERTOOLS_METRICS_NAMESPACE = '', POWERTOOLS_SERVICE_NAME = '' } = Variables;
  return {
    name,
    shortName: DELIVERY_STREAM,
    sourceStream: source.KinesisStreamARN.split('/').at(-1)!,
    bucket: destination.BucketARN.split(':').at(-1)!,
    dataPrefix: literalFolder(destination.Prefix),
    errorPrefix: literalFolder(destination.ErrorOutputPrefix),
    metrics: {
      namespace: POWERTOOLS_METRICS_NAMESPACE,
      dimensions: { service: POWERTOOLS_SERVICE_NAME, DeliveryStream: DELIVERY_STREAM },
    },
  };
}

interface Destination {
  BucketARN: string;
  Prefix: string;
  ErrorOutputPrefix: string;
  ProcessingConfiguration: { Processors: { Parameters: { ParameterName: string; ParameterValue: string }[] }[] };
}

/** The folders of a prefix before its first expression: `errors/chat-by-time/` of `errors/chat-by-time/!{…}/`. */
const literalFolder = (prefix: string) => prefix.split('!{')[0]!.replace(/[^/]*$/, '');

/** The sum of one of the transform's counts since the stack started. */
export const metricTotal = ({ cloudwatch }: LocalStack, { metrics }: DeliveryStreamFacts, metricName: string): number =>
  cloudwatch.total({ ...metrics, metricName });
