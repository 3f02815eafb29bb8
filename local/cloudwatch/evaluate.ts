export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** One period of the evaluation range. */
export interface Datapoint {
  /** Start of the period, ms. */
  timestamp: number;
  /** `undefined`: missing. */
  value: number | undefined;
}

export interface EvaluationRule {
  comparison: Comparison;
  threshold: number;
  /** N: how many datapoints are looked at. */
  evaluationPeriods: number;
  /** M: how many of them must breach. */
  datapointsToAlarm: number;
  treatMissingData: TreatMissingData;
}

export const TREATMENTS = ['missing', 'ignore', 'breaching', 'notBreaching'] as const;

export type TreatMissingData = (typeof TREATMENTS)[number];

export const COMPARISONS = {
  GreaterThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value >= threshold,
    words: 'greater than or equal to',
  },
  GreaterThanThreshold: { breaches: (value: number, threshold: number) => value > threshold, words: 'greater than' },
  LessThanThreshold: { breaches: (value: number, threshold: number) => value < threshold, words: 'less than' },
  LessThanOrEqualToThreshold: {
    breaches: (value: number, threshold: number) => value <= threshold,
    words: 'less than or equal to',
  },
} as const;

export type Comparison = keyof typeof COMPARISONS;

/**
 * How many periods before the last N are looked at too when some of those are missing. AWS says that it depends on the period,
 * and shows five for N = 3.
 */
export const EXTRA_PERIODS = 2;

export interface Evaluation {
  /** `undefined`: the state stays what it is. */
  state: AlarmState | undefined;
  /** The datapoints that decided, newest first. */
  evaluated: Datapoint[];
  /** How many missing datapoints stood in for real ones. */
  filled: number;
}

/**
 * What an alarm's state is, by its datapoints of the evaluation range, oldest first.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function evaluate(rule: EvaluationRule, range: readonly Datapoint[]): Evaluation {
  const { evaluationPeriods, datapointsToAlarm, treatMissingData } = rule;
  const newestFirst = range.toReversed();
  const evaluated = newestFirst.filter(({ value }) => value !== undefined).slice(0, evaluationPeriods);
  const breaching = evaluated.filter(({ value }) => breaches(rule, value!)).length;
  const filled = evaluationPeriods - evaluated.length;
  const answer = (state: AlarmState | undefined): Evaluation => ({ state, evaluated, filled });
  const byCount = (count: number) => answer(count >= datapointsToAlarm ? 'ALARM' : 'OK');

  // Enough real datapoints: how missing ones are treated does not matter.
  if (filled === 0 || breaching >= datapointsToAlarm) return byCount(breaching);
  if (treatMissingData === 'breaching') return byCount(breaching + filled);
  if (treatMissingData === 'notBreaching' || breaching < evaluated.length) return byCount(breaching);
  // All there is breaches, and it is not enough. It raises the alarm all the same once the oldest of it is M periods old:
  // what came after it is breaching or missing. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html#CloudWatch-alarms-avoiding-premature-transition
  if (treatMissingData === 'ignore') return answer(undefined);
  const age = newestFirst.findLastIndex(({ value }) => value !== undefined) + 1;
  return answer(age >= datapointsToAlarm && age > 0 ? 'ALARM' : 'INSUFFICIENT_DATA');
}

const breaches = ({ comparison, threshold }: EvaluationRule, value: number): boolean =>
  COMPARISONS[comparison].breaches(value, threshold);

/** Why a state was reached, in CloudWatch's words. */
export function explain(rule: EvaluationRule, { evaluated, filled }: Evaluation, to: AlarmState): string {
  const { evaluationPeriods, datapointsToAlarm, threshold, comparison, treatMissingData } = rule;
  if (to === 'INSUFFICIENT_DATA')
    return `Insufficient Data: ${plural(evaluationPeriods - evaluated.length, 'datapoint was', 'datapoints were')} unknown.`;
  if (evaluated.length === 0) {
    const treated = treatMissingData === 'breaching' ? 'Breaching' : 'NonBreaching';
    return `Threshold Crossed: no datapoints were received for ${plural(evaluationPeriods, 'period', 'periods')} and ${plural(filled, 'missing datapoint was', 'missing datapoints were')} treated as [${treated}].`;
  }
  const shown =
    to === 'ALARM'
      ? evaluated.filter(({ value }) => breaches(rule, value!))
      : evaluated.filter(({ value }) => !breaches(rule, value!));
  const points = (shown.length > 0 ? shown : evaluated)
    .map(({ timestamp, value }) => `${javaDouble(value!)} (${shortTime(timestamp)})`)
    .join(', ');
  const verb = (count: number) => `${count === 1 ? 'was' : 'were'}${to === 'OK' ? ' not' : ''}`;
  const relation = `${COMPARISONS[comparison].words} the threshold (${javaDouble(threshold)})`;
  if (datapointsToAlarm === evaluationPeriods) {
    return `Threshold Crossed: ${plural(shown.length, 'datapoint', 'datapoints')} [${points}] ${verb(shown.length)} ${relation}.`;
  }
  const needed = to === 'ALARM' ? datapointsToAlarm : evaluationPeriods - datapointsToAlarm + 1;
  const transition = to === 'ALARM' ? 'OK -> ALARM' : 'ALARM -> OK';
  return `Threshold Crossed: ${shown.length} out of the last ${plural(evaluationPeriods, 'datapoint', 'datapoints')} [${points}] ${verb(shown.length)} ${relation} (minimum ${plural(needed, 'datapoint', 'datapoints')} for ${transition} transition).`;
}

const plural = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Whole numbers keep their `.0`. */
const javaDouble = (value: number) => (Number.isInteger(value) && Math.abs(value) < 1e7 ? `${value}.0` : String(value));

/** `13/07/26 09:00:00`, UTC. */
function shortTime(timestampMs: number): string {
  const iso = new Date(timestampMs).toISOString();
  return `${iso.slice(8, 10)}/${iso.slice(5, 7)}/${iso.slice(2, 4)} ${iso.slice(11, 19)}`;
}
