import { CloudWatchClient, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { type FanOutTargetMetric, fanOutTargetMetrics } from '../../shared/stream-record-metrics.ts';
import type { Deployed } from '../deployed/connect.ts';
import { type DeployedFanOut, fanOutOf } from '../fan-out/deployed.ts';
import { table } from '../output.ts';
import { readMetrics, type Wanted } from './metrics.ts';

/** What the fan-out did in a span of time, by its metrics. */
export interface FanOutStatus {
  mappings: DeployedFanOut['mappings'];
  /** How old the last change of a batch was when the function was called with it, newest value; undefined without any. */
  iteratorAgeMs: number | undefined;
  /** Stream records of all calls; what is told again counts again. */
  received: number;
  unreadable: number;
  /** By name. Changes that failed count again when they are told again. */
  targets: ({ target: string } & Record<FanOutTargetMetric, number>)[];
}

/**
 * Undefined for a stage without a fan-out. Targets are those that have metrics: the function emits every one of a target's at each
 * call, zeros included. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
 */
export async function fanOutStatusOf(deployed: Deployed, hours: number): Promise<FanOutStatus | undefined> {
  const fanOut = await fanOutOf(deployed);
  if (!fanOut) return undefined;
  const { POWERTOOLS_METRICS_NAMESPACE: namespace = 'none', POWERTOOLS_SERVICE_NAME: service = 'none' } =
    fanOut.variables;
  const targets = await targetsOf(deployed, namespace, service);
  const own = (name: string, dimensions: Record<string, string> = {}): Wanted => ({
    namespace,
    name,
    dimensions: { service, ...dimensions },
    statistic: 'Sum',
  });
  const [iteratorAgeMs, received = 0, unreadable = 0, ...counts] = await readMetrics(
    deployed,
    [
      {
        namespace: 'AWS/Lambda',
        name: 'IteratorAge',
        dimensions: { FunctionName: fanOut.functionName },
        statistic: 'Maximum',
      },
      own('Received'),
      own('Unreadable'),
      ...targets.flatMap((Target) => fanOutTargetMetrics.map((name) => own(name, { Target }))),
    ],
    hours,
  );
  return {
    mappings: fanOut.mappings,
    iteratorAgeMs,
    received,
    unreadable,
    targets: targets.map((target, at) => {
      const count = (name: FanOutTargetMetric) =>
        counts[at * fanOutTargetMetrics.length + fanOutTargetMetrics.indexOf(name)] ?? 0;
      return {
        target,
        Sent: count('Sent'),
        Failed: count('Failed'),
        Retried: count('Retried'),
        Undeliverable: count('Undeliverable'),
      };
    }),
  };
}

async function targetsOf(deployed: Deployed, namespace: string, service: string): Promise<string[]> {
  const names = new Set<string>();
  let NextToken: string | undefined;
  do {
    const page = await deployed.client(CloudWatchClient).send(
      new ListMetricsCommand({
        Namespace: namespace,
        MetricName: 'Sent' satisfies FanOutTargetMetric,
        Dimensions: [{ Name: 'service', Value: service }, { Name: 'Target' }],
        NextToken,
      }),
    );
    for (const { Dimensions = [] } of page.Metrics ?? []) {
      const target = Dimensions.find(({ Name }) => Name === 'Target')?.Value;
      if (target !== undefined) names.add(target);
    }
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
  return [...names].sort();
}

export function fanOutText({ mappings, iteratorAgeMs, received, unreadable, targets }: FanOutStatus): string {
  const age = iteratorAgeMs === undefined ? '?' : `${(iteratorAgeMs / 1000).toFixed(1)} s`;
  const states = mappings.map(({ state, lastResult }) => `${state}${lastResult && ` (${lastResult})`}`);
  const mapping = states.length === 0 ? 'there is none: no change is told' : states.join(', ');
  const summary = `Event source mapping: ${mapping}. Iterator age ${age}, ${received.toLocaleString('en')} changes received, ${unreadable.toLocaleString('en')} unreadable.`;
  if (targets.length === 0) return `${summary} No target has been told of any yet.`;
  const rows = targets.map(({ target, Sent, Failed, Retried, Undeliverable }) => [
    target,
    Sent,
    Failed,
    Retried,
    Undeliverable,
  ]);
  return [table(['target', 'sent', 'failed', 'retried', 'undeliverable'], rows), summary].join('\n');
}
