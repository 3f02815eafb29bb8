import type { Clock } from '../clock.ts';
import type { Metric } from './transform.ts';

/** How often it is told, ms. CloudWatch keeps no finer data. */
const TELL_EVERY_MS = 60_000;

/**
 * `DeliveryToS3.DataFreshness`: the age of the oldest record that is not in S3. What is told when an object is put says nothing
 * of records that are held up before that, while their transform fails or while they wait for their buffer to fill.
 * https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export interface Freshness {
  /** Records have come in. From now on it is told each minute, until all of them are in S3. */
  watch(): void;
  close(): void;
}

export function createFreshness({
  clock,
  metric,
  oldestArrivalMs,
}: {
  clock: Clock;
  metric: Metric;
  oldestArrivalMs: () => number | undefined;
}): Freshness {
  let cancel: (() => void) | undefined;
  const watch = (): void => {
    cancel ??= clock.after(TELL_EVERY_MS, () => {
      cancel = undefined;
      const arrivalMs = oldestArrivalMs();
      if (arrivalMs === undefined) return;
      tellFreshness(metric, clock.now() - arrivalMs);
      watch();
    });
  };
  return { watch, close: () => cancel?.() };
}

export const tellFreshness = (metric: Metric, ageMs: number): void =>
  metric('DeliveryToS3.DataFreshness', Math.max(0, Math.round(ageMs / 1000)), 'Seconds');
