import { describe, expect, it } from 'vitest';
import { type Datapoint, type EvaluationRule, evaluate, explain } from '../../../local/cloudwatch/evaluate.ts';

const START = Date.UTC(2026, 6, 13, 9);

const rule = (changes: Partial<EvaluationRule> = {}): EvaluationRule => ({
  comparison: 'GreaterThanThreshold',
  threshold: 0,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  treatMissingData: 'missing',
  ...changes,
});

/** `0 - X`: a datapoint that does not breach, none, one that does; the newest last. */
const range = (drawing: string): Datapoint[] =>
  drawing.split(' ').map((mark, index) => ({
    timestamp: START + index * 60_000,
    value: mark === '-' ? undefined : mark === 'X' ? 1 : 0,
  }));

const RETAIN = undefined;

describe('an alarm whose data is missing, as AWS’s tables have it', () => {
  // Columns: missing, ignore, breaching, notBreaching.
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
  const threeOfThree = [
    ['0 - X - X', 'OK', 'OK', 'OK', 'OK'],
    ['0 - - - -', 'OK', 'OK', 'OK', 'OK'],
    ['- - - - -', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
    ['0 X X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['- - X - -', 'ALARM', RETAIN, 'ALARM', 'OK'],
    // Two rows that only an older edition of the page shows.
    ['- - - - X', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
    ['X - - - -', 'ALARM', RETAIN, 'ALARM', 'OK'],
    // From the paragraph on premature transitions.
    ['- - - X -', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
  ] as const;
  const twoOfThree = [
    ['0 - X - X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 0 X 0 X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    ['0 - X - -', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - - 0', 'OK', 'OK', 'ALARM', 'OK'],
    ['- - - X -', 'ALARM', RETAIN, 'ALARM', 'OK'],
    ['- - - - X', 'INSUFFICIENT_DATA', RETAIN, 'ALARM', 'OK'],
  ] as const;
  const rows = [...threeOfThree.map((row) => [3, ...row] as const), ...twoOfThree.map((row) => [2, ...row] as const)];

  it.each(rows)('needs %i of 3 and sees %s', (datapointsToAlarm, drawing, missing, ignore, breaching, notBreaching) => {
    const stateFor = (treatMissingData: EvaluationRule['treatMissingData']) =>
      evaluate(rule({ datapointsToAlarm, treatMissingData }), range(drawing)).state;
    expect([stateFor('missing'), stateFor('ignore'), stateFor('breaching'), stateFor('notBreaching')]).toEqual([
      missing,
      ignore,
      breaching,
      notBreaching,
    ]);
  });
});

describe('an alarm', () => {
  it.each([
    ['GreaterThanThreshold', [false, false, true]],
    ['GreaterThanOrEqualToThreshold', [false, true, true]],
    ['LessThanThreshold', [true, false, false]],
    ['LessThanOrEqualToThreshold', [true, true, false]],
  ] as const)('compares with %s', (comparison, expected) => {
    const one = rule({ comparison, threshold: 5, evaluationPeriods: 1, datapointsToAlarm: 1 });
    const states = [4, 5, 6].map((value) => evaluate(one, [{ timestamp: START, value }]).state === 'ALARM');
    expect(states).toEqual(expected);
  });

  it.each([
    [
      { evaluationPeriods: 1, datapointsToAlarm: 1 },
      '- - X',
      'Threshold Crossed: 1 datapoint [1.0 (13/07/26 09:02:00)] was greater than the threshold (0.0).',
    ],
    [
      { evaluationPeriods: 1, datapointsToAlarm: 1 },
      'X X 0',
      'Threshold Crossed: 1 datapoint [0.0 (13/07/26 09:02:00)] was not greater than the threshold (0.0).',
    ],
    [
      {},
      '0 X X - X',
      'Threshold Crossed: 3 datapoints [1.0 (13/07/26 09:04:00), 1.0 (13/07/26 09:02:00), 1.0 (13/07/26 09:01:00)] were greater than the threshold (0.0).',
    ],
    [
      { datapointsToAlarm: 2 },
      '0 X 0 X 0',
      'Threshold Crossed: 2 out of the last 3 datapoints [0.0 (13/07/26 09:04:00), 0.0 (13/07/26 09:02:00)] were not greater than the threshold (0.0) (minimum 2 datapoints for ALARM -> OK transition).',
    ],
    [
      { datapointsToAlarm: 1 },
      '0 0 X',
      'Threshold Crossed: 1 out of the last 3 datapoints [1.0 (13/07/26 09:02:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).',
    ],
    [{}, '- - -', 'Insufficient Data: 3 datapoints were unknown.'],
    [
      { evaluationPeriods: 1, datapointsToAlarm: 1, treatMissingData: 'notBreaching' },
      '- - -',
      'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].',
    ],
  ] as const)('with %j says why %s decided', (changes, drawing, reason) => {
    const given = rule(changes);
    const evaluation = evaluate(given, range(drawing));
    expect(explain(given, evaluation, evaluation.state!)).toBe(reason);
  });
});
