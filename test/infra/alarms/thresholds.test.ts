import { describe, expect, it } from 'vitest';
import { thresholds } from '../../../infra/alarms/thresholds.ts';
import type { Settings } from '../../../infra/parameters.ts';
import { packaged } from '../../support/packaged.ts';
import { alarmsOf } from './watched-metrics.ts';

const stages = { dev: alarmsOf((await packaged('dev')).template), prod: alarmsOf((await packaged('prod')).template) };

const alarm = (stage: 'dev' | 'prod', logicalId: string) =>
  stages[stage].find((each) => each.logicalId === logicalId)!.properties;

describe('a threshold follows from what the stage has set', () => {
  it.each<[string, number, number]>([
    // Twice (1.5 intervals of 60 or 300 s + 10 or 60 s in front of the transform).
    ['ChatByTimeDeliveryLateAlarm', 200, 1020],
    // A quarter of 24 or 168 hours.
    ['ChangesRecordsExpiringAlarm', 21_600_000, 151_200_000],
    ['ChatByLivestreamPartitionsNearLimitAlarm', 400, 400],
    // Three times 100 or 510 s of a day, in per cent.
    ['ChatByTimeRecordsMissingAlarm', 0.4, 1.8],
    ['ChatByTimeReplayVolumeAlarm', 999_999, 999_999],
    ['FirehoseTransformFunctionNearTimeoutAlarm', 48_000, 48_000],
    ['DlqInventoryFunctionNearTimeoutAlarm', 192_000, 192_000],
    // It uses the time it has, and has to be through 5 s before the end.
    ['DlqReprocessorFunctionNearTimeoutAlarm', 897_500, 897_500],
    // So does this one, while a target is away, up to 2 s before the end.
    ['DdbFanoutFunctionNearTimeoutAlarm', 59_000, 59_000],
    // A quarter of an hour; a quarter of a week.
    ['DdbFanoutTellingLateAlarm', 900_000, 900_000],
    ['ModerationMessagesExpiringAlarm', 151_200, 151_200],
  ])('%s: %d in dev, %d in prod', (logicalId, dev, prod) => {
    expect([alarm('dev', logicalId).Threshold, alarm('prod', logicalId).Threshold]).toEqual([dev, prod]);
  });

  it('and the sum is taken in periods longer than a delivery, over a day', () => {
    const { Metrics, EvaluationPeriods } = alarm('dev', 'ChatByTimeRecordsMissingAlarm');
    expect([Metrics![0]!.MetricStat!.Period, EvaluationPeriods]).toEqual([300, 288]);
    const inProd = alarm('prod', 'ChatByTimeRecordsMissingAlarm');
    expect([inProd.Metrics![0]!.MetricStat!.Period, inProd.EvaluationPeriods]).toEqual([900, 96]);
  });
});

describe('whatever a stage may set', () => {
  const base = { changeRetentionHours: 24, activePartitionsMax: 500 };
  const settings = [60, 61, 300, 900].flatMap((deliveryBufferSeconds) =>
    [0, 60, 900].map(
      (transformBufferSeconds) => ({ ...base, deliveryBufferSeconds, transformBufferSeconds }) as Settings,
    ),
  );

  it.each(settings)(
    '$deliveryBufferSeconds s and $transformBufferSeconds s: freshness rings later than buffers explain, the sum counts nothing that may be on its way',
    (each) => {
      const { freshnessSeconds, deliverySeconds, sum } = thresholds(each);
      expect(freshnessSeconds).toBeGreaterThan(1.5 * each.deliveryBufferSeconds);
      expect(sum.periodSeconds).toBeGreaterThan(deliverySeconds);
      expect(86_400 % sum.periodSeconds).toBe(0);
      expect(sum.percent).toBeLessThan(10);
    },
  );
});

describe('shares', () => {
  it.each(['TransformFailing', 'DeliveryFailing'])(
    'of %s ring while one in ten fails for ten minutes, not before',
    (kind) => {
      expect(alarm('dev', `ChatByTime${kind}Alarm`)).toMatchObject({
        Statistic: 'Average',
        Threshold: 0.9,
        ComparisonOperator: 'LessThanThreshold',
        EvaluationPeriods: 3,
        DatapointsToAlarm: 2,
      });
    },
  );
});

it('partitions are watched of a delivery stream that has them, and of no other', () => {
  const ids = stages.dev.map(({ logicalId }) => logicalId).filter((id) => id.includes('Partitions'));
  expect(ids).toEqual(['ChatByLivestreamPartitionsNearLimitAlarm', 'ChatByLivestreamPartitionsExceededAlarm']);
});
