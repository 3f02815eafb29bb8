import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { Deployed } from '../deployed/connect.ts';

export interface Metric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
}

const DAY_MS = 86_400_000;
const HOUR_SECONDS = 3600;

/** The highest value of each metric within the last day; undefined for one without data. At most 500 metrics. */
export async function highestOf(deployed: Deployed, metrics: readonly Metric[]): Promise<(number | undefined)[]> {
  if (metrics.length === 0) return [];
  const EndTime = new Date(deployed.now());
  const { MetricDataResults = [] } = await deployed.client(CloudWatchClient).send(
    new GetMetricDataCommand({
      StartTime: new Date(EndTime.getTime() - DAY_MS),
      EndTime,
      MetricDataQueries: metrics.map(({ namespace, name, dimensions }, at) => ({
        Id: `m${at}`,
        MetricStat: {
          Metric: {
            Namespace: namespace,
            MetricName: name,
            Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
          },
          Period: HOUR_SECONDS,
          Stat: 'Maximum',
        },
      })),
    }),
  );
  return metrics.map((_, at) => {
    const values = MetricDataResults.find(({ Id }) => Id === `m${at}`)?.Values ?? [];
    return values.length === 0 ? undefined : Math.max(...values);
  });
}
