import { firehoseActivePartitionsMax } from '../../../shared/limits.ts';
import { highestOf } from '../highest.ts';
import { look } from '../look.ts';
import type { Note } from '../note.ts';
import { type Check, resourcesOf, section } from '../stage.ts';

const NEAR = 0.8;

/**
 * Firehose tells the limit as a metric, `ActivePartitionsLimit`, beside `PartitionCount`; without data the default counts.
 * "CloudWatch metrics for dynamic partitioning": https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html#dp-metrics-cw
 */
export const checkActivePartitions: Check = async (stage) => {
  const partitioned = resourcesOf(stage, 'AWS::KinesisFirehose::DeliveryStream').filter(
    ({ properties }) =>
      section(section(properties, 'ExtendedS3DestinationConfiguration'), 'DynamicPartitioningConfiguration').Enabled ===
      true,
  );
  const metrics = partitioned.flatMap(({ name }) =>
    ['PartitionCount', 'ActivePartitionsLimit'].map((metric) => ({
      namespace: 'AWS/Firehose',
      name: metric,
      dimensions: { DeliveryStreamName: name },
    })),
  );
  const seen = await look(() => highestOf(stage.deployed, metrics));
  return partitioned.flatMap(({ name }, at): Note[] => {
    const where = `delivery stream ${name}`;
    const byHand = `aws cloudwatch get-metric-statistics --namespace AWS/Firehose --metric-name PartitionCount --dimensions Name=DeliveryStreamName,Value=${name} …`;
    if (!('answer' in seen)) {
      const why = 'unanswered' in seen ? seen.unanswered : 'there is no such metric';
      return [{ severity: 'not checked', where, what: `active partitions (${why})`, mend: byHand }];
    }
    const open = seen.answer[2 * at];
    const limit = seen.answer[2 * at + 1] ?? firehoseActivePartitionsMax;
    if (open === undefined || open < NEAR * limit) return [];
    return [
      {
        severity: open >= limit ? 'error' : 'warning',
        where,
        what: `had ${open} partitions open within a day, of ${limit} that its quota allows`,
        mend: 'Have the quota "active partitions" raised and set activePartitionsMax to it; or shorten deliveryBufferSeconds (docs/runbook.md#partitions-near-limit).',
      },
    ];
  });
};
