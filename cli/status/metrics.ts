import { CloudWatchClient, GetMetricDataCommand, type MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { Deployed } from '../deployed/connect.ts';

/** A metric, and how its periods are put together. */
export interface Wanted {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  /** `Sum`: of all periods. `Maximum`: of the newest period that has data. */
  statistic: 'Sum' | 'Maximum';
}

const PERIOD_SECONDS = 300;

/** Queries in one call. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
const QUERIES_MAX = 500;

/** The values of metrics over the last `hours`, in the order asked for; undefined for a metric without any data. */
export async function readMetrics(
  deployed: Deployed,
  wanted: readonly Wanted[],
  hours: number,
): Promise<(number | undefined)[]> {
  if (wanted.length > QUERIES_MAX) throw new RangeError(`${wanted.length} metrics are more than one call takes.`);
  const cloudwatch = deployed.client(CloudWatchClient);
  // The running period is to be in it.
  const EndTime = new Date((Math.floor(deployed.now() / 1000 / PERIOD_SECONDS) + 1) * PERIOD_SECONDS * 1000);
  const StartTime = new Date(EndTime.getTime() - hours * 3_600_000);
  const values: number[][] = wanted.map(() => []);
  let NextToken: string | undefined;
  do {
    const page = await cloudwatch.send(
      new GetMetricDataCommand({
        MetricDataQueries: wanted.map(queryOf),
        StartTime,
        EndTime,
        ScanBy: 'TimestampDescending',
        NextToken,
      }),
    );
    for (const { Id, Values = [] } of page.MetricDataResults ?? []) values[Number(Id?.slice(1))]?.push(...Values);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return values.map((each, at) => {
    if (each.length === 0) return undefined;
    return wanted[at]!.statistic === 'Sum' ? each.reduce((sum, value) => sum + value, 0) : each[0];
  });
}

function queryOf({ namespace, name, dimensions, statistic }: Wanted, at: number): MetricDataQuery {
  return {
    Id: `m${at}`,
    MetricStat: {
      Metric: {
        Namespace: namespace,
        MetricName: name,
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: PERIOD_SECONDS,
      Stat: statistic,
    },
  };
}
