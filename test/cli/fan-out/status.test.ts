import { CloudWatchClient, type GetMetricDataCommand, ListMetricsCommand } from '@aws-sdk/client-cloudwatch';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { describe, expect, it } from 'vitest';
import type { Deployed } from '../../../cli/deployed/connect.ts';
import { fanOutStatusOf, fanOutText } from '../../../cli/status/fan-out.ts';

const variables = { POWERTOOLS_METRICS_NAMESPACE: 'Tributary/dev', POWERTOOLS_SERVICE_NAME: 'ddb-fanout' };
const metricsOf = (names: string[]) =>
  names.map((Value) => ({
    Dimensions: [
      { Name: 'service', Value: 'ddb-fanout' },
      { Name: 'Target', Value },
    ],
  }));

/** A stage whose metrics have these sums, by target and name; Lambda tells of one mapping. */
function stage(sums: Record<string, number>, targets: string[], has = true): Deployed {
  const lambda = async (command: object) => {
    if (!has) throw Object.assign(new Error('no'), { name: 'ResourceNotFoundException' });
    if (command instanceof GetFunctionCommand) return { Configuration: { Environment: { Variables: variables } } };
    return { EventSourceMappings: [{ UUID: 'm-1', State: 'Enabled', LastProcessingResult: 'OK' }] };
  };
  const cloudwatch = async (command: object) => {
    if (command instanceof ListMetricsCommand) {
      const { NextToken } = command.input;
      return NextToken
        ? { Metrics: metricsOf(targets.slice(1)) }
        : { Metrics: metricsOf(targets.slice(0, 1)), NextToken: '1' };
    }
    const { MetricDataQueries = [] } = (command as GetMetricDataCommand).input;
    return {
      MetricDataResults: MetricDataQueries.map(({ Id, MetricStat }) => {
        const { MetricName, Dimensions = [] } = MetricStat?.Metric ?? {};
        const target = Dimensions.find(({ Name }) => Name === 'Target')?.Value;
        const value = sums[[target, MetricName].filter(Boolean).join(' ')];
        return { Id, Values: value === undefined ? [] : [value] };
      }),
    };
  };
  return {
    stage: 'dev',
    place: 'here',
    now: () => Date.parse('2026-07-13T14:00:00Z'),
    physicalName: (name: string) => `tributary-dev-${name}`,
    client: (Client: unknown) => ({
      send: Client === LambdaClient ? lambda : Client === CloudWatchClient ? cloudwatch : undefined,
    }),
  } as unknown as Deployed;
}

describe('the status of the fan-out', () => {
  it('counts by target, and tells of the mapping', async () => {
    const sums = {
      'moderation Sent': 1_200,
      'moderation Failed': 3,
      'moderation Retried': 2,
      'moderation Undeliverable': 1,
    };
    const deployed = stage({ ...sums, Received: 1_500, Unreadable: 0, IteratorAge: 1_500 }, ['moderation', 'archive']);
    expect(fanOutText((await fanOutStatusOf(deployed, 24))!)).toBe(
      `target       sent  failed  retried  undeliverable
archive         0       0        0              0
moderation  1,200       3        2              1
Event source mapping: Enabled (OK). Iterator age 1.5 s, 1,500 changes received, 0 unreadable.`,
    );
  });

  it('says so where nothing has been told', async () => {
    expect(fanOutText((await fanOutStatusOf(stage({}, []), 24))!)).toContain('No target has been told of any yet.');
  });

  it('is left out for a stage without one', async () => {
    expect(await fanOutStatusOf(stage({}, [], false), 24)).toBeUndefined();
  });
});
