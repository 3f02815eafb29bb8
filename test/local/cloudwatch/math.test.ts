import { describe, expect, it } from 'vitest';
import { evaluateMath, idsIn, singleSeries } from '../../../local/cloudwatch/math.ts';
import { parseMath } from '../../../local/cloudwatch/math-parser.ts';
import type { Series } from '../../../local/cloudwatch/math-value.ts';

const _ = undefined;

const METRICS: Record<string, Series> = {
  m1: [30, 20, 0, 0, _],
  m2: [20, _, 20, _, _],
  errors: [1, 1, 0, 0, _],
  empty: [_, _, _, _, _],
};

function run(expression: string) {
  const metrics = new Map(Object.entries(METRICS));
  return evaluateMath(parseMath(expression), {
    timestamps: [0, 60_000, 120_000, 180_000, 240_000],
    periodSeconds: 60,
    metrics,
    lookUp: (id) => {
      const series = metrics.get(id);
      if (!series) throw new Error(`no ${id}`);
      return { series };
    },
  });
}

describe('metric math', () => {
  it.each<[string, Series]>(
    [
      // Missing values of one of two series count as 0; what is missing in both stays missing.
      ['m1 + m2', [50, 20, 20, 0, _]],
      ['m1 - m2 * 2', [-10, 20, -40, 0, _]],
      ['(m1 - m2) * 2', [20, 40, -40, 0, _]],
      ['-m1', [-30, -20, 0, 0, _]],
      ['2 ^ 3 ^ 0 * m1', [60, 40, 0, 0, _]],
      ['-2 ^ 2 + 0 * m1', [-4, -4, -4, -4, _]],
      ['m1 / m2', [1.5, _, 0, _, _]],
      ['100 / m1', [100 / 30, 5, _, _, _]],
      // AWS's examples of comparison and logic.
      ['m1 < m2', [0, 0, 1, 0, _]],
      ['m1 >= 30', [1, 0, 0, 0, _]],
      ['m1 > 15 AND m2 > 15', [1, 0, 0, 0, _]],
      ['m1 > 15 || m2 > 15', [1, 1, 1, 0, _]],
      ['m1 == 0', [0, 0, 1, 1, _]],
      // AWS's examples of IF.
      ['IF(errors, m2, m1)', [20, 0, 0, 0, _]],
      ['IF(errors, 5, m2)', [5, 5, 20, _, _]],
      ['IF(errors, m2, 5)', [20, 0, 5, 5, _]],
      ['IF(errors, m2)', [20, 0, _, _, _]],
      ['IF(m1 < 25, 10, 2)', [2, 10, 10, 10, _]],
      ['IF(1 > 0, m1, m2)', [30, 20, 0, 0, _]],
      ['SUM([m1, m2])', [50, 20, 20, 0, _]],
      ['SUM(METRICS("m"))', [50, 20, 20, 0, _]],
      ['AVG([m1, m2])', [25, 10, 10, 0, _]],
      ['MAX([m1, m2])', [30, 20, 20, 0, _]],
      ['MIN([m1, m2])', [20, 20, 0, 0, _]],
      ['m1 - MIN(m1)', [30, 20, 0, 0, _]],
      ['m1 - AVG(m1)', [17.5, 7.5, -12.5, -12.5, _]],
      ['m1 / SUM(m1) * 100', [60, 40, 0, 0, _]],
      ['FILL(m2, 0)', [20, 0, 20, 0, 0]],
      ['FILL(empty, 0)', [0, 0, 0, 0, 0]],
      ['FILL(m2, REPEAT)', [20, 20, 20, 20, 20]],
      ['FILL(m1 * 0 + m2, LINEAR)', [20, 0, 20, 0, _]],
      ['FILL(m2, LINEAR)', [20, 20, 20, _, _]],
      ['FILL(m2, m1)', [20, 20, 20, 0, _]],
      ['SUM(FILL([m1, empty], 1))', [31, 21, 1, 1, 2]],
      ['DIFF(m1)', [_, -10, -20, 0, _]],
      ['DIFF(m2)', [_, _, 0, _, _]],
      ['DIFF_TIME(m2)', [_, _, 120, _, _]],
      ['RATE(m1) * 60', [_, -10, -20, 0, _]],
      ['RUNNING_SUM(m1)', [30, 50, 50, 50, _]],
      ['ABS(m2 - m1)', [10, 20, 20, 0, _]],
      ['CEIL(m1 / 40) + FLOOR(m1 / 40)', [1, 1, 0, 0, _]],
      ['FIRST([m1, m2]) + LAST([m1, m2])', [50, 20, 20, 0, _]],
      ['TIME_SERIES(5)', [5, 5, 5, 5, 5]],
      ['m1 / PERIOD(m1)', [0.5, 1 / 3, 0, 0, _]],
      ['m1 * METRIC_COUNT(METRICS())', [120, 80, 0, 0, _]],
      ['SUM(REMOVE_EMPTY([empty, m2]))', [20, _, 20, _, _]],
      ['m1 * DATAPOINT_COUNT(m2)', [60, 40, 0, 0, _]],
      ['errors*1e2+.5', [100.5, 100.5, 0.5, 0.5, _]],
    ].filter(([, expected]) => expected !== 'refused') as [string, Series][],
  )('%s', (expression, expected) => {
    const found = singleSeries(run(expression));
    expect(found).toHaveLength(expected.length);
    for (const [at, value] of found.entries()) {
      if (expected[at] === undefined) expect(value).toBeUndefined();
      else expect(value).toBeCloseTo(expected[at], 9);
    }
  });

  it.each([
    ['m1 +', /expected at the end|\( expected/],
    ['(m1', /\) expected at the end/],
    ['m1 m2', /m2 was not expected/],
    ['m1 # 2', /# 2 cannot be read/],
    ['SEARCH("x")', /SEARCH is no function here/],
    ['constructor(m1)', /constructor is no function here/],
    ['SUM()', /argument is missing/],
    ['SUM(1)', /a time series is needed/],
    ['IF([m1, m2], m1)', /one time series to test/],
    ['"text"', /stands where a number/],
    [`${'('.repeat(100)}m1${')'.repeat(100)}`, /nested too deeply/],
  ])('refuses %s', (expression, message) => {
    expect(() => run(expression)).toThrow(message);
  });

  it.each(['1', 'SUM(m1)', '[m1, m2]', 'METRICS()'])('does not take %s for one time series', (expression) => {
    expect(() => singleSeries(run(expression))).toThrow(/time series/);
  });

  it('names the ids of an expression', () => {
    expect(idsIn(parseMath('FILL(m1, REPEAT) + SUM([m2, METRICS("x")]) * -e1'))).toEqual(['m1', 'm2', 'e1']);
    expect(() => idsIn(parseMath('1 + ANOMALY_DETECTION_BAND(m1)'))).toThrow(/ANOMALY_DETECTION_BAND is no function/);
  });
});
