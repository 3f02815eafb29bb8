import { firehoseBufferSecondsMax } from '../../shared/limits.ts';
import { ConfigurationError } from '../framework.ts';
import type { Settings } from '../parameters.ts';
import type { Alarm } from './alarm.ts';
import { thresholds } from './thresholds.ts';

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const limits = { rangeSeconds: 86_400, longRangeSeconds: 604_800, nameCharacters: 255, descriptionCharacters: 1024 };

/** How far back a Metrics Insights query of an alarm sees. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-limits.html */
const queryRangeSecondsMax = 10_800;

/** Metrics in one expression. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html */
const mathMetricsMax = 10;

/** Throws {@link ConfigurationError} for alarms that CloudWatch would refuse, or that could never ring or never stop. */
export function checkAlarms(alarms: Alarm[], settings: Settings): void {
  const mistakes = [
    ...alarms.flatMap((alarm) =>
      [...alarmMistakes(alarm)].map((mistake) => `${alarm.subject}-${alarm.kind} ${mistake}`),
    ),
    ...repeated(alarms.map(({ subject, kind }) => `${subject}-${kind}`)).map((name) => `${name} is there twice`),
    ...thresholdMistakes(settings),
  ];
  if (mistakes.length > 0) throw new ConfigurationError(`infra/alarms/: ${mistakes.join('; ')}.`);
}

function* alarmMistakes(alarm: Alarm): Generator<string> {
  const { subject, kind, severity, means, periodSeconds, periods, breaching = periods, threshold, unit, rings } = alarm;
  if (!/^[a-z0-9-]+$/.test(`${subject}${kind}`)) yield 'must be named in lower-case letters, digits and hyphens';
  if (`tributary-${'x'.repeat(16)}-${severity}-${subject}-${kind}`.length > limits.nameCharacters) {
    yield `has a name of more than ${limits.nameCharacters} characters`;
  }
  // Half of it is left to the words around.
  if (means.length > limits.descriptionCharacters / 2) yield 'says too much';
  if (!/^[ -~]+$/.test(means)) yield 'must be told in plain ASCII';
  if (periodSeconds <= 0 || periodSeconds % 60 !== 0)
    yield `has a period of ${periodSeconds} s, which is not whole minutes`;
  const rangeSeconds = rangeSecondsMax(alarm);
  if (periods * periodSeconds > rangeSeconds) yield `looks at ${periods * periodSeconds} s, more than ${rangeSeconds}`;
  if (breaching < 1 || breaching > periods) yield `needs ${breaching} of ${periods} periods`;
  if (!Number.isFinite(threshold) || threshold < 0) yield `has the threshold ${threshold}`;
  if (rings === 'below' && threshold === 0) yield 'can never ring: nothing counts below 0';
  if (unit === 'Percent' && threshold >= 100) yield `can never ring: ${threshold} per cent`;
  if ('metrics' in alarm.watches && Object.keys(alarm.watches.metrics).length > mathMetricsMax) {
    yield `names more than ${mathMetricsMax} metrics`;
  }
}

function rangeSecondsMax({ watches, periodSeconds }: Alarm): number {
  if ('query' in watches) return queryRangeSecondsMax;
  return periodSeconds < 3600 ? limits.rangeSeconds : limits.longRangeSeconds;
}

/** What the thresholds promise, whatever a stage sets. */
function* thresholdMistakes(settings: Settings): Generator<string> {
  const { deliverySeconds, freshnessSeconds, iteratorAgeMs, partitions, sum } = thresholds(settings);
  if (freshnessSeconds <= 1.5 * settings.deliveryBufferSeconds) {
    yield `delivery-late rings at ${freshnessSeconds} s, which a buffer of ${settings.deliveryBufferSeconds} s explains`;
  }
  if (iteratorAgeMs >= settings.changeRetentionHours * 3_600_000) yield 'records-expiring rings when they are gone';
  if (iteratorAgeMs <= 1000 * firehoseBufferSecondsMax)
    yield 'records-expiring rings while delivery is merely buffered';
  if (partitions < 1 || partitions >= settings.activePartitionsMax) {
    yield `partitions-near-limit rings at ${partitions} of ${settings.activePartitionsMax}`;
  }
  if (sum.periodSeconds <= deliverySeconds) {
    yield `records-missing takes records for lost that may be on their way: ${deliverySeconds} s in periods of ${sum.periodSeconds} s. Make deliveryBufferSeconds or transformBufferSeconds shorter`;
  }
}

function repeated(names: string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
