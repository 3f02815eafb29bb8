import { awsMetrics, namedByDimension } from '../alarms/aws-metrics.ts';
import { type AlarmProperties, graphedMetrics, metricsOf, type WatchedMetric } from '../alarms/watched-metrics.ts';
import { ownMetrics } from './own-metrics.ts';
import { ofType, type Rule, type Subject } from './rule.ts';

const alarmed = (subject: Subject): WatchedMetric[] =>
  ofType(subject, 'AWS::CloudWatch::Alarm').flatMap(({ logicalId, properties }) =>
    metricsOf(logicalId, properties as unknown as AlarmProperties),
  );

const graphed = ({ template }: Subject): WatchedMetric[] => graphedMetrics(template);

const asText = ({ by, namespace, name, dimensions }: WatchedMetric) =>
  `${by} watches ${namespace} ${name} ${JSON.stringify(dimensions)}`;

const isOfAws = ({ namespace }: WatchedMetric) => namespace.startsWith('AWS/');

function isEmitted(metric: WatchedMetric, subject: Subject): boolean {
  const { namespace, name, dimensions } = metric;
  if (isOfAws(metric)) {
    const known = awsMetrics[namespace]?.[name]?.dimensions;
    return known !== undefined && [...known].sort().join() === Object.keys(dimensions).sort().join();
  }
  return ownMetrics(subject).some(
    (own) => own.namespace === namespace && own.name === name && isSame(own.dimensions, dimensions),
  );
}

const isSame = (one: Record<string, unknown>, other: Record<string, unknown>) =>
  Object.keys(one).length === Object.keys(other).length &&
  Object.entries(one).every(([key, value]) => other[key] === value);

function* missing(watched: WatchedMetric[], subject: Subject): Generator<string> {
  for (const metric of watched) {
    for (const [dimension, value] of Object.entries(metric.dimensions)) {
      const [type, property = ''] = (isOfAws(metric) ? namedByDimension[dimension] : undefined) ?? [];
      if (!type || value === undefined) continue;
      if (!ofType(subject, type).some(({ properties }) => properties[property] === value)) yield asText(metric);
    }
  }
}

/** What must be watched of every resource of a type: metrics of which at least one alarm is there. */
const watchedOf: Record<string, { dimension: string; metrics: string[] }> = {
  'AWS::DynamoDB::Table': {
    dimension: 'TableName',
    metrics: ['AgeOfOldestUnreplicatedRecord', 'FailedToReplicateRecordCount'],
  },
  'AWS::KinesisFirehose::DeliveryStream': {
    dimension: 'DeliveryStreamName',
    metrics: ['DeliveryToS3.DataFreshness', 'DeliveryToS3.Success'],
  },
  'AWS::Lambda::Function': { dimension: 'FunctionName', metrics: ['Errors', 'Throttles'] },
};

/** Where the transform of a twin fails, records fail again: an alarm of the twin on those tells of it. */
const isTransformOfTwin = (name: string) => name.endsWith('-replay');

export const watchedRules: Rule[] = [
  {
    name: 'every metric that an alarm watches is one that a function of the template or a service of AWS emits, under these dimensions',
    *violations(subject) {
      for (const metric of alarmed(subject)) if (!isEmitted(metric, subject)) yield asText(metric);
    },
  },
  {
    name: 'every metric that a graph shows is one that somebody emits',
    *violations(subject) {
      for (const metric of graphed(subject)) if (!isEmitted(metric, subject)) yield asText(metric);
    },
  },
  {
    name: 'what an alarm or a graph watches is a resource of the template',
    violations: (subject) => missing([...alarmed(subject), ...graphed(subject)], subject),
  },
  {
    name: 'an alarm and a graph ask for a statistic that the metric has',
    *violations(subject) {
      for (const metric of [...alarmed(subject), ...graphed(subject)]) {
        const statistics = awsMetrics[metric.namespace]?.[metric.name]?.statistics;
        if (statistics && !statistics.includes(metric.statistic)) yield `${asText(metric)} by ${metric.statistic}`;
      }
    },
  },
  {
    name: 'every table that is captured, every delivery stream and every function is watched',
    *violations(subject) {
      const watched = alarmed(subject);
      for (const [type, { dimension, metrics }] of Object.entries(watchedOf)) {
        for (const { logicalId, name } of ofType(subject, type)) {
          if (type === 'AWS::Lambda::Function' && isTransformOfTwin(name)) continue;
          for (const metric of metrics) {
            const isWatched = watched.some((one) => one.name === metric && one.dimensions[dimension] === name);
            if (!isWatched) yield `nobody watches ${metric} of ${logicalId}`;
          }
        }
      }
    },
  },
];
