import type { DeliveryStream } from '../delivery-streams.ts';
import type { CloudFormationResource } from '../framework.ts';
import type { Settings } from '../settings.ts';
import type { Tag } from '../tags.ts';
import { errorPrefix, physicalName } from './names.ts';

/** What the alarm must know of the metrics that the transform writes. */
export interface TransformMetrics {
  namespace: string;
  /** Dimension `service`. */
  service: string;
}

/**
 * Rings within a minute or two of the first record that a transform refuses. Firehose has no metric for that, so the function
 * counts them itself. Minutes without an invocation have no data and are no alarm.
 */
export function processingFailedAlarm(
  entry: DeliveryStream,
  { stage }: Settings,
  { namespace, service }: TransformMetrics,
  tags: Tag[],
): CloudFormationResource {
  return {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      AlarmName: physicalName(stage, `${entry.name}-processing-failed`),
      AlarmDescription:
        `The transform of ${entry.name} refused records. They lie in the lake under ${errorPrefix(entry.name)}processing-failed/; ` +
        'the metrics ProcessingFailed<Reason> and the log of the function say why.',
      Namespace: namespace,
      MetricName: 'ProcessingFailed',
      Dimensions: [
        { Name: 'service', Value: service },
        { Name: 'DeliveryStream', Value: entry.name },
      ],
      Statistic: 'Sum',
      Period: 60,
      EvaluationPeriods: 1,
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [{ Ref: 'AlarmTopic' }],
      OKActions: [{ Ref: 'AlarmTopic' }],
      Tags: tags,
    },
  };
}
