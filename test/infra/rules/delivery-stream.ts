import { at } from '../../support/template-parts.ts';
import { listOf } from './policy.ts';
import type { Properties } from './rule.ts';

export const deliveryStreamType = 'AWS::KinesisFirehose::DeliveryStream';

/** The S3 destination of a delivery stream, its texts at hand. */
export function destinationOf({ ExtendedS3DestinationConfiguration }: Properties) {
  const destination = (ExtendedS3DestinationConfiguration ?? {}) as Properties;
  const processing = destination.ProcessingConfiguration;
  return {
    ...destination,
    prefix: String(destination.Prefix ?? ''),
    errorPrefix: destination.ErrorOutputPrefix as string | undefined,
    isPartitioned: at(destination.DynamicPartitioningConfiguration, 'Enabled') === true,
    isConverted: isEnabled(destination.DataFormatConversionConfiguration),
    processors: listOf<Properties>(at(processing, 'Processors')).map((processor) => ({
      type: String(processor.Type),
      parameters: Object.fromEntries(
        listOf<Properties>(processor.Parameters).map(({ ParameterName, ParameterValue }) => [
          String(ParameterName),
          String(ParameterValue),
        ]),
      ),
    })),
    isProcessing: at(processing, 'Enabled') === true,
  };
}

/** Conversion is on unless it says otherwise. https://docs.aws.amazon.com/firehose/latest/APIReference/API_DataFormatConversionConfiguration.html */
const isEnabled = (conversion: unknown) => conversion !== undefined && at(conversion, 'Enabled') !== false;

/** Expressions of a prefix: `!{namespace:value}`. https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html */
export const expressionsOf = (prefix: string): { namespace: string; value: string }[] =>
  [...prefix.matchAll(/!\{([^:}]*):?([^}]*)\}/g)].map(([, namespace = '', value = '']) => ({ namespace, value }));

export const keysFrom = (namespace: string, prefix: string): string[] =>
  expressionsOf(prefix)
    .filter((expression) => expression.namespace === namespace)
    .map(({ value }) => value);
