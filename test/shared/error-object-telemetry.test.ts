import { expect, it } from 'vitest';
import { inventoryMetrics, replayMetrics } from '../../shared/error-object-metrics.ts';
import { createErrorObjectTelemetry } from '../../shared/lambda/error-object-telemetry.ts';
import { captureJsonLines } from '../support/captured-output.ts';

it('the telemetry of failed records is one line per delivery stream, with exactly two dimensions', async () => {
  const { reportInventory, reportReplay } = createErrorObjectTelemetry({
    namespace: 'Tributary/test',
    service: 'dlq-reprocessor',
  });
  const lines = await captureJsonLines(() => {
    reportInventory('chat-by-time', { ErrorObjects: 0, OldestErrorAgeSeconds: 0 });
    reportInventory('chat-by-livestream', { ErrorObjects: 3, OldestErrorAgeSeconds: 60 });
    reportReplay('chat-by-time', { ReplayedRecords: 4, ReplayRestored: 2, ReplayParked: 1, ReplayProblems: 0 });
  });
  const directive = (units: Record<string, string>) => [
    {
      Namespace: 'Tributary/test',
      Dimensions: [['service', 'DeliveryStream']],
      Metrics: Object.entries(units).map(([Name, Unit]) => ({ Name, Unit })),
    },
  ];
  const common = { service: 'dlq-reprocessor', DeliveryStream: 'chat-by-time' };
  expect(lines).toMatchObject([
    { ...common, ErrorObjects: 0, OldestErrorAgeSeconds: 0, _aws: { CloudWatchMetrics: directive(inventoryMetrics) } },
    { ...common, DeliveryStream: 'chat-by-livestream', ErrorObjects: 3, OldestErrorAgeSeconds: 60 },
    {
      ...common,
      ReplayedRecords: 4,
      ReplayRestored: 2,
      ReplayParked: 1,
      ReplayProblems: 0,
      _aws: { CloudWatchMetrics: directive(replayMetrics) },
    },
  ]);
});
