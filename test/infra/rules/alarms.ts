import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlarmProperties } from '../alarms/watched-metrics.ts';
import { thresholdUnit } from './alarm-unit.ts';
import { ofType, type Properties, type Rule, ruleOfEach } from './rule.ts';

const type = 'AWS::CloudWatch::Alarm';
const asAlarm = (properties: Properties) =>
  properties as unknown as AlarmProperties &
    Record<'AlarmActions' | 'OKActions' | 'InsufficientDataActions', string[] | undefined>;

const periodOf = ({ Period, Metrics = [] }: AlarmProperties) =>
  Period ?? Metrics.map(({ Period: own, MetricStat }) => own ?? MetricStat?.Period).find(Boolean) ?? 0;

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const limits = { nameCharacters: 255, descriptionCharacters: 1024, rangeSeconds: 86_400, longRangeSeconds: 604_800 };

/** Headings of the runbook as anchors. */
const anchors = [
  ...readFileSync(join(import.meta.dirname, '../../../docs/runbook.md'), 'utf8').matchAll(/^#+ ([a-z-]+)$/gm),
].map(([, heading]) => heading!);

export const alarmRules: Rule[] = [
  ruleOfEach(
    type,
    'an alarm says in its name and its text how urgent it is, and fits into what CloudWatch takes',
    function* (properties) {
      const { AlarmName, AlarmDescription = '' } = asAlarm(properties);
      const [, severity = ''] = /-(page|ticket)-/.exec(AlarmName) ?? [];
      if (!severity || !AlarmDescription.startsWith(`${severity.toUpperCase()}. `)) yield 'does not say it';
      if (AlarmName.length > limits.nameCharacters || AlarmDescription.length > limits.descriptionCharacters)
        yield 'says too much';
    },
  ),
  ruleOfEach(type, 'an alarm says what to do, in a section of the runbook', function* (properties) {
    const anchor = /docs\/runbook\.md#([a-z-]+)$/.exec(asAlarm(properties).AlarmDescription ?? '')?.[1];
    if (!anchor || !anchors.includes(anchor)) yield `leads to ${anchor}`;
  }),
  ruleOfEach(
    type,
    'an alarm tells a topic of the stack when it rings, and when it stops',
    function* (properties, subject) {
      const topics = ofType(subject, 'AWS::SNS::Topic').map(({ arn }) => arn);
      const { AlarmActions = [], OKActions = [] } = asAlarm(properties);
      for (const actions of [AlarmActions, OKActions]) {
        if (actions.length === 0 || actions.some((action) => !topics.includes(action)))
          yield `tells ${actions.join() || 'nobody'}`;
      }
    },
  ),
  ruleOfEach(type, 'no data are no alarm, or somebody is told of their end', function* (properties) {
    const { TreatMissingData, InsufficientDataActions = [] } = asAlarm(properties);
    const isTold = TreatMissingData === 'missing' && InsufficientDataActions.length > 0;
    if (TreatMissingData !== 'notBreaching' && TreatMissingData !== 'breaching' && !isTold)
      yield `takes no data as ${TreatMissingData}`;
  }),
  ruleOfEach(
    type,
    'an alarm looks at whole periods, at no more than CloudWatch keeps, and can ring',
    function* (properties) {
      const { EvaluationPeriods, DatapointsToAlarm = EvaluationPeriods, ...alarm } = asAlarm(properties);
      const period = periodOf(asAlarm(properties));
      if (period <= 0 || period % 60 !== 0) yield `looks at periods of ${period} s`;
      const range = period < 3600 ? limits.rangeSeconds : limits.longRangeSeconds;
      if (EvaluationPeriods * period > range) yield `looks back ${EvaluationPeriods * period} s`;
      if (DatapointsToAlarm < 1 || DatapointsToAlarm > EvaluationPeriods)
        yield `wants ${DatapointsToAlarm} of ${EvaluationPeriods} periods`;
      if (/^LessThanThreshold$/.test(alarm.ComparisonOperator) && alarm.Threshold <= 0) yield 'rings below nothing';
    },
  ),
  ruleOfEach(
    type,
    'an alarm tells its threshold in the unit of its metric, and asks for data of no unit',
    function* (properties, subject) {
      if ('Unit' in properties) yield `sees only data in ${properties.Unit}`;
      const { AlarmDescription = '', Threshold } = asAlarm(properties);
      const unit = thresholdUnit(asAlarm(properties), subject);
      if (unit === undefined) return;
      const told = unit === 'None' ? `${Threshold} in` : `${Threshold} ${unit} in`;
      if (!AlarmDescription.includes(` ${told} `)) yield `does not say ${told}`;
    },
  ),
  ruleOfEach(
    type,
    'an alarm on freshness rings later than one and a half buffers explain',
    function* (properties, subject) {
      const { MetricName, Dimensions = [], Threshold } = asAlarm(properties);
      if (MetricName !== 'DeliveryToS3.DataFreshness') return;
      const stream = ofType(subject, 'AWS::KinesisFirehose::DeliveryStream').find(
        ({ name }) => name === Dimensions[0]?.Value,
      );
      const destination = stream?.properties.ExtendedS3DestinationConfiguration as
        | { BufferingHints?: { IntervalInSeconds: number } }
        | undefined;
      const seconds = destination?.BufferingHints?.IntervalInSeconds ?? 300;
      if (Threshold <= 1.5 * seconds) yield `rings at ${Threshold} s, with a buffer of ${seconds} s`;
    },
  ),
];
