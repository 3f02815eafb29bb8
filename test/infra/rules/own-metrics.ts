import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { readDeliveryStreams } from '../../../functions/dlq-reprocessor/delivery-stream-entries.ts';
import { streamNames } from '../../../functions/dlq-reprocessor/delivery-streams.ts';
import { accessLogFailureReasons } from '../../../shared/access-log-verdict.ts';
import { inventoryMetrics, replayMetrics } from '../../../shared/error-object-metrics.ts';
import { reasonMetric, verdictMetrics } from '../../../shared/metrics.ts';
import { fanOutName } from '../../../shared/stream-record-failure.ts';
import { fanOutMetrics, fanOutTargetMetrics } from '../../../shared/stream-record-metrics.ts';
import { failureReasons } from '../../../shared/verdict.ts';
import { at } from '../../support/template-parts.ts';
import { ofType, type Subject } from './rule.ts';

export interface OwnMetric {
  namespace: string;
  name: string;
  dimensions: Record<string, string>;
  unit: string;
}

type Variables = Record<string, string>;
type Counted = Pick<OwnMetric, 'name' | 'dimensions' | 'unit'>;

const counts = (names: readonly string[], dimensions: Record<string, string>): Counted[] =>
  names.map((name) => ({ name, dimensions, unit: 'Count' }));

const ofTransform =
  (reasons: readonly string[]) =>
  ({ DELIVERY_STREAM = '' }: Variables): Counted[] =>
    counts([...verdictMetrics, ...reasons.map(reasonMetric)], { DeliveryStream: DELIVERY_STREAM });

/** What is counted like a delivery stream is one of them. */
const ofEachDeliveryStream =
  (metrics: Readonly<Record<string, string>>) =>
  ({ DELIVERY_STREAMS = '[]', COUNT_UNTOLD_CHANGES }: Variables): Counted[] =>
    [
      ...streamNames(readDeliveryStreams(DELIVERY_STREAMS)),
      ...(COUNT_UNTOLD_CHANGES === 'true' ? [fanOutName] : []),
    ].flatMap((name) =>
      Object.entries(metrics).map(([metric, unit]) => ({ name: metric, unit, dimensions: { DeliveryStream: name } })),
    );

/** By handler: what a function counts, given its environment. The lists are those that the functions count by. */
const counted: Record<string, (variables: Variables) => Counted[]> = {
  'functions/firehose-transform/handler.handler': ofTransform(failureReasons),
  'functions/geo-ip-transform/handler.handler': ofTransform(accessLogFailureReasons),
  'functions/dlq-reprocessor/handler.handler': ofEachDeliveryStream(replayMetrics),
  'functions/dlq-reprocessor/inventory-handler.handler': ofEachDeliveryStream(inventoryMetrics),
  'functions/ddb-fanout/handler.handler': (variables) => [
    ...counts(fanOutMetrics, {}),
    ...routes
      .filter(({ target }) => variables[target.variable] !== 'none')
      .flatMap(({ name }) => counts(fanOutTargetMetrics, { Target: name })),
  ],
};

/** What the functions of a template count, under the namespace and service of their environment. */
export function ownMetrics(subject: Subject): OwnMetric[] {
  return ofType(subject, 'AWS::Lambda::Function').flatMap(({ properties: { Handler, Environment } }) => {
    const variables = (at(Environment, 'Variables') ?? {}) as Variables;
    const { POWERTOOLS_METRICS_NAMESPACE: namespace = '', POWERTOOLS_SERVICE_NAME: service = '' } = variables;
    const metrics = counted[String(Handler)]?.(variables) ?? [];
    return metrics.map(({ dimensions, ...metric }) => ({
      namespace,
      dimensions: { service, ...dimensions },
      ...metric,
    }));
  });
}
