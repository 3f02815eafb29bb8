import { describe, expect, it } from 'vitest';
import { parseEmbeddedMetrics } from '../../../local/cloudwatch/embedded-metrics.ts';

const document = (directive: object, members: object = {}) =>
  JSON.stringify({ _aws: { Timestamp: 1574109732004, CloudWatchMetrics: [directive] }, ...members });

const directive = { Namespace: 'N', Dimensions: [['service']], Metrics: [{ Name: 'Ok', Unit: 'Count' }] };

describe('a log line', () => {
  it('of the embedded metric format gives its metrics', () => {
    expect(parseEmbeddedMetrics(document(directive, { service: 's', Ok: 3, message: 'x' }))).toEqual([
      { namespace: 'N', metricName: 'Ok', dimensions: { service: 's' }, values: [3], timestamp: 1574109732004 },
    ]);
  });

  it('gives one metric for each set of dimensions, and every value of an array', () => {
    const line = document(
      {
        ...directive,
        Dimensions: [['service', 'DeliveryStream'], ['service'], []],
        Metrics: [{ Name: 'Ok' }, { Name: 'Ms' }],
      },
      { service: 's', DeliveryStream: 'd', Ok: 0, Ms: [1, 2.5] },
    );
    expect(
      parseEmbeddedMetrics(line).map(({ metricName, dimensions, values }) => [metricName, dimensions, values]),
    ).toEqual([
      ['Ok', { service: 's', DeliveryStream: 'd' }, [0]],
      ['Ok', { service: 's' }, [0]],
      ['Ok', {}, [0]],
      ['Ms', { service: 's', DeliveryStream: 'd' }, [1, 2.5]],
      ['Ms', { service: 's' }, [1, 2.5]],
      ['Ms', {}, [1, 2.5]],
    ]);
  });

  it('is understood after the words that Lambda’s text format puts before it', () => {
    const line = `2026-07-13T09:00:00.000Z\t7c1b\tINFO\t${document(directive, { service: 's', Ok: 1 })}`;
    expect(parseEmbeddedMetrics(line)).toHaveLength(1);
  });

  it.each([
    ['text', 'START RequestId: x'],
    ['JSON without metrics', '{"level":"INFO","message":"_aws"}'],
    ['broken JSON', '{"_aws":'],
    ['a list', '["_aws"]'],
    ['metadata that is no object', '{"_aws":1}'],
    ['no timestamp', '{"_aws":{"CloudWatchMetrics":[]}}'],
    ['a directive that is no object', document(null as never)],
    ['a metric without its value', document(directive, { service: 's' })],
    ['a value that is no number', document(directive, { service: 's', Ok: '3' })],
    ['an empty array of values', document(directive, { service: 's', Ok: [] })],
    ['more than 100 values', document(directive, { service: 's', Ok: Array(101).fill(1) })],
    ['a dimension without its value', document(directive, { Ok: 1 })],
    ['a dimension that is no text', document(directive, { service: 1, Ok: 1 })],
    ['a dimension of every object', document({ ...directive, Dimensions: [['toString']] }, { Ok: 1 })],
    [
      'more than 100 metrics',
      document({ ...directive, Metrics: Array(101).fill({ Name: 'Ok' }) }, { service: 's', Ok: 1 }),
    ],
  ])('gives nothing for %s', (_, line) => {
    expect(parseEmbeddedMetrics(line)).toEqual([]);
  });
});
