import { afterAll, describe, expect, it } from 'vitest';
import { logDeliveryStreams, twinOf } from '../../../shared/log-delivery-streams.ts';
import { chatBatch } from '../../support/chat-batch.ts';
import { invokePackaged } from '../../support/invoke-packaged.ts';
import { createLakeServer } from '../../support/lake-server.ts';
import { packaged } from '../../support/packaged.ts';
import { resolvedProperties, resolvedResourcesOf } from '../../support/template-parts.ts';
import { createTargetsServer } from '../fan-out/targets-server.ts';
import { awsMetrics, namedByDimension } from './aws-metrics.ts';
import { metricsIn } from './embedded-metrics.ts';
import { alarmsOf, graphedMetrics, metricsOf, type WatchedMetric } from './watched-metrics.ts';

// With all that a stage can have.
const dev = await packaged('dev', { accessLog: 'true' });
const lake = await createLakeServer(String(resolvedProperties(dev.template, 'LakeBucket').BucketName));
const targets = await createTargetsServer();
afterAll(() => Promise.all([lake.close(), targets.close()]));

const logs = logDeliveryStreams.map(({ name }) => name);

/** What the packaged functions count, each called as the template declares it. */
const counted = (
  await Promise.all([
    invokePackaged(dev, 'FirehoseDashtransformLambdaFunction', chatBatch()),
    invokePackaged(dev, 'FirehoseDashtransformDashbyDashtimeLambdaFunction', chatBatch()),
    invokePackaged(dev, 'DlqDashinventoryLambdaFunction', {}, lake.url),
    invokePackaged(dev, 'DdbDashfanoutLambdaFunction', { Records: [] }, targets.url),
    ...['', 'Dashreplay', 'Dashcsv', 'DashcsvDashreplay'].map((kind) =>
      invokePackaged(dev, `GeoDashipDashtransform${kind}LambdaFunction`, { records: [] }),
    ),
    ...['chat-by-livestream', 'chat-by-time', ...logs, ...logs.map(twinOf)].map((stream) =>
      invokePackaged(dev, 'DlqDashreprocessorLambdaFunction', { stream, source: 'errors' }, lake.url),
    ),
  ])
).flatMap(({ lines }) => metricsIn(lines));

const alarms = alarmsOf(dev.template);
const watched = alarms.flatMap(({ logicalId, properties }) => metricsOf(logicalId, properties));
const graphed = graphedMetrics(dev.template);
const isOurs = ({ namespace }: WatchedMetric) => namespace === 'Tributary/dev';
const asText = ({ by, namespace, name }: WatchedMetric) => `${namespace} ${name} (${by})`;

describe.each<[string, WatchedMetric[]]>([
  ['alarms', watched],
  ['the dashboard', graphed],
])('every metric of %s is one that someone emits', (_name, metrics) => {
  it('by a function of the service: under this very namespace, name and set of dimensions', () => {
    const emitted = counted.map(({ namespace, name, dimensions }) => ({ namespace, name, dimensions }));
    expect(metrics.some(isOurs)).toBe(true);
    for (const { namespace, name, dimensions } of metrics.filter(isOurs)) {
      expect(emitted).toContainEqual({ namespace, name, dimensions });
    }
  });

  it('or by an AWS service: with the dimensions and a statistic that its page names', () => {
    const others = metrics.filter((metric) => !isOurs(metric));
    expect(others.length).toBeGreaterThan(0);
    for (const metric of others) {
      const known = awsMetrics[metric.namespace]?.[metric.name];
      expect(known, asText(metric)).toBeDefined();
      expect(Object.keys(metric.dimensions).sort(), asText(metric)).toEqual([...known!.dimensions].sort());
      expect(known!.statistics, asText(metric)).toContain(metric.statistic);
    }
  });

  it('of a resource that is in the template', () => {
    for (const metric of metrics) {
      for (const [dimension, value] of Object.entries(metric.dimensions)) {
        const named = namedByDimension[dimension];
        if (!named || value === undefined) continue;
        const names = resolvedResourcesOf(dev.template, named[0]).map(({ properties }) => properties[named[1]]);
        expect(names, asText(metric)).toContain(value);
      }
    }
  });
});

describe('units', () => {
  const unitOf = ({ namespace, name }: WatchedMetric) =>
    awsMetrics[namespace]?.[name]?.unit ?? counted.find((metric) => metric.name === name)?.unit;

  const direct = alarms.filter(({ logicalId, properties }) => properties.Statistic || logicalId.includes('FirstHop'));

  it.each(direct)('the threshold of $logicalId is told in the unit of its metric', ({ logicalId, properties }) => {
    const [metric] = metricsOf(logicalId, properties);
    const unit = unitOf(metric!);
    expect(unit).toBeDefined();
    const limit = unit === 'None' ? `${properties.Threshold} in` : `${properties.Threshold} ${unit} in`;
    expect(properties.AlarmDescription).toContain(limit);
  });

  it('are asked for by no alarm, for it would see no data that carry another or none', () => {
    expect(alarms.filter(({ properties }) => 'Unit' in properties)).toEqual([]);
  });
});

describe('a refused record', () => {
  it.each(['ChatByLivestreamProcessingFailedAlarm', 'ChatByTimeProcessingFailedAlarm'])('rings %s', (logicalId) => {
    const { properties } = alarms.find((alarm) => alarm.logicalId === logicalId)!;
    const [metric] = metricsOf(logicalId, properties);
    // One record of the batch is good and one is not.
    expect(
      counted.find(({ name, dimensions }) => name === metric!.name && same(dimensions, metric!.dimensions))?.value,
    ).toBe(1);
    expect(properties).toMatchObject({
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      DatapointsToAlarm: 1,
    });
  });
});

const same = (one: object, other: object) => JSON.stringify(one) === JSON.stringify(other);

it('rings no alarm of another stage', async () => {
  const { template } = await packaged('prod');
  const inProd = alarmsOf(template).flatMap(({ logicalId, properties }) => metricsOf(logicalId, properties));
  const identity = ({ namespace, name, dimensions }: WatchedMetric) => JSON.stringify([namespace, name, dimensions]);
  const ours = new Set(watched.map(identity));
  expect(inProd.map(identity).filter((metric) => ours.has(metric))).toEqual([]);
});
