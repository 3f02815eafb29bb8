import type { Clock } from '../clock.ts';
import type { MetricSink } from '../cloudwatch/types.ts';
import type { QueueCounts } from './types.ts';

/** While a queue is in use its depth is told this often, milliseconds of the stack's clock. */
const REPORT_EVERY_MS = 60_000;

const COUNTERS = {
  sent: 'NumberOfMessagesSent',
  received: 'NumberOfMessagesReceived',
  deleted: 'NumberOfMessagesDeleted',
} as const;

export interface QueueMetrics {
  changed(what: keyof typeof COUNTERS): void;
  close(): void;
}

/** The metrics of a queue that alarms use. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
export function createQueueMetrics(options: {
  clock: Clock;
  sink: MetricSink | undefined;
  queueName: string;
  counts: () => QueueCounts;
}): QueueMetrics {
  const { clock, sink, queueName, counts } = options;
  let cancel: (() => void) | undefined;

  const put = (metricName: string, value: number, unit = 'Count') =>
    sink?.put({
      namespace: 'AWS/SQS',
      metricName,
      dimensions: { QueueName: queueName },
      value,
      unit,
      timestamp: clock.now(),
    });
  const report = (): void => {
    const { visible, inFlight, delayed, ageOfOldestMs } = counts();
    put('ApproximateNumberOfMessagesVisible', visible);
    put('ApproximateNumberOfMessagesNotVisible', inFlight);
    put('ApproximateNumberOfMessagesDelayed', delayed);
    put('ApproximateAgeOfOldestMessage', ageOfOldestMs / 1000, 'Seconds');
    if (visible + inFlight + delayed > 0) reportLater();
  };
  const reportLater = (): void => {
    cancel ??= clock.after(REPORT_EVERY_MS, () => {
      cancel = undefined;
      report();
    });
  };

  // A new queue is in use, whatever is in it; what an earlier run left behind goes on being told.
  if (sink) reportLater();

  return {
    changed(what) {
      if (!sink) return;
      put(COUNTERS[what], 1);
      reportLater();
    },
    close: () => cancel?.(),
  };
}
