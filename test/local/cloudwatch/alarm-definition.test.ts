import { describe, expect, it } from 'vitest';
import { parseAlarm } from '../../../local/cloudwatch/alarm-definition.ts';

const alarm = {
  AlarmName: 'a',
  Namespace: 'N',
  MetricName: 'm',
  Dimensions: [{ Name: 'd', Value: 'v' }],
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 0,
  ComparisonOperator: 'GreaterThanThreshold',
};

const stat = (Id: string, changes: object = {}) => ({
  Id,
  ReturnData: false,
  MetricStat: { Metric: { Namespace: 'N', MetricName: Id }, Period: 60, Stat: 'Sum' },
  ...changes,
});
const { Namespace: _n, MetricName: _m, Dimensions: _d, Statistic: _s, Period: _p, ...bare } = alarm;
const math = (...Metrics: object[]) => ({ ...bare, Metrics });

describe('an alarm of a template', () => {
  it('is read with CloudFormation’s numbers as text and with AWS’s defaults', () => {
    const { rule, periodSeconds, actions } = parseAlarm({
      ...alarm,
      Period: '300',
      Threshold: '1.5',
      AlarmActions: ['arn'],
      ActionsEnabled: 'false',
    });
    expect(rule).toEqual({
      comparison: 'GreaterThanThreshold',
      threshold: 1.5,
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: 'missing',
    });
    expect(periodSeconds).toBe(300);
    expect(actions.ALARM).toEqual([]);
  });

  it('on DynamoDB’s own metrics ignores missing data unless it says otherwise', () => {
    const treatment = (changes: object) =>
      parseAlarm({ ...alarm, Namespace: 'AWS/DynamoDB', ...changes }).rule.treatMissingData;
    expect(treatment({})).toBe('ignore');
    expect(treatment({ TreatMissingData: 'breaching' })).toBe('breaching');
  });

  it('may watch an expression', () => {
    const { queries, watched } = parseAlarm(
      math(stat('m1'), stat('m2'), { Id: 'sum', Expression: 'm1 - FILL(m2, 0)' }),
    );
    expect([queries.map(({ id }) => id), watched]).toEqual([['m1', 'm2', 'sum'], 'sum']);
  });

  it.each([
    [{ ...alarm, AlarmName: undefined }, /AlarmName/],
    [{ ...alarm, Surprise: 1 }, /Surprise/],
    [{ ...alarm, Unit: 'Count' }, /Unit/],
    [{ ...alarm, ThresholdMetricId: 'm1' }, /ThresholdMetricId/],
    [{ ...alarm, EvaluationInterval: 60 }, /EvaluationInterval/],
    [{ ...alarm, EvaluationWindow: { WallClockWindow: {} } }, /EvaluationWindow/],
    [{ ...alarm, EvaluateLowSampleCountPercentile: 'ignore' }, /EvaluateLowSampleCountPercentile/],
    [{ ...alarm, ComparisonOperator: 'GreaterThanUpperThreshold' }, /ComparisonOperator/],
    [{ ...alarm, Period: 10 }, /multiple of 60/],
    [{ ...alarm, Statistic: 'tm90' }, /Statistic/],
    [{ ...alarm, Statistic: undefined }, /either Statistic or ExtendedStatistic/],
    [{ ...alarm, ExtendedStatistic: 'p99' }, /either Statistic or ExtendedStatistic/],
    [{ ...alarm, TreatMissingData: 'maybe' }, /TreatMissingData/],
    [{ ...alarm, DatapointsToAlarm: 2 }, /DatapointsToAlarm is greater/],
    [{ ...alarm, Period: 3600, EvaluationPeriods: 25 }, /86400/],
    [{ ...alarm, Metrics: [stat('m1', { ReturnData: true })] }, /exclude each other/],
    [math(stat('m1')), /ReturnData/],
    [math(stat('m1', { ReturnData: true }), stat('m2', { ReturnData: true })), /ReturnData/],
    [math(stat('m1'), stat('m1', { ReturnData: true })), /twice/],
    [
      math(
        stat('m1', { MetricStat: { Metric: { Namespace: 'N', MetricName: 'x' }, Period: 300, Stat: 'Sum' } }),
        stat('m2', { ReturnData: true }),
      ),
      /same Period/,
    ],
    [math(stat('m1'), { Id: 'e1', Expression: 'm2 * 2' }), /m2 is not the id/],
    [math(stat('m1'), { Id: 'e1', Expression: 'e1 + m1' }), /e1 needs itself/],
    [math(stat('m1'), { Id: 'e1', Expression: 'SEARCH("x")' }), /SEARCH is no function/],
    [math(stat('m1'), { Id: 'e1', Expression: 'SUM(m1)' }), /must be a time series/],
    [math(stat('m1'), { Id: 'e1', Expression: 'm1', AccountId: '1' }), /AccountId/],
    [math(stat('m1', { ReturnData: true, Expression: 'm1' })), /either Expression or MetricStat/],
  ])('is refused when it holds what is not honoured: %#', (properties, message) => {
    expect(() => parseAlarm(properties)).toThrow(message);
    expect(() => parseAlarm(properties)).toThrow(/cannot be evaluated here/);
  });
});
