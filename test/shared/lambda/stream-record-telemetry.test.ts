import { describe, expect, it } from 'vitest';
import { createFanOutTelemetry } from '../../../shared/lambda/stream-record-telemetry.ts';
import {
  type FanOutReport,
  fanOutDimensions,
  fanOutMetrics,
  fanOutTargetDimensions,
  fanOutTargetMetrics,
} from '../../../shared/stream-record-metrics.ts';
import { captureJsonLines } from '../../support/captured-output.ts';

const none = { Sent: 0, Failed: 0, Retried: 0, Undeliverable: 0 };
const result: FanOutReport = {
  counts: { Received: 3, Unreadable: 1 },
  failures: [{ result: 'Undeliverable', reason: 'MissingImage', count: 1, sequenceNumbers: ['7'] }],
  targets: [
    { target: 'domain-events', counts: { ...none, Sent: 2 }, failures: [] },
    {
      target: 'moderation',
      counts: { ...none, Sent: 1, Failed: 1, Retried: 4 },
      failures: [{ result: 'Failed', reason: 'ThrottlingException', count: 1, sequenceNumbers: ['9'] }],
    },
  ],
};

/** The metrics and dimension sets that a line of embedded metric format declares. */
function declared(line: Record<string, unknown> | undefined) {
  const { CloudWatchMetrics } = line!._aws as {
    CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: { Name: string; Unit: string }[] }[];
  };
  return CloudWatchMetrics[0]!;
}

describe('the report of the fan-out', () => {
  it('is a line of metrics for all and one for each target, zeros included, then a line for each group of failures', async () => {
    const { report } = createFanOutTelemetry({ namespace: 'Tributary/test', service: 'ddb-fanout' });
    const lines = await captureJsonLines(() => report(result));
    expect(lines).toMatchObject([
      { service: 'ddb-fanout', Received: 3, Unreadable: 1 },
      { service: 'ddb-fanout', Target: 'domain-events', Sent: 2, Failed: 0, Retried: 0, Undeliverable: 0 },
      { service: 'ddb-fanout', Target: 'moderation', Sent: 1, Failed: 1, Retried: 4, Undeliverable: 0 },
      { level: 'ERROR', result: 'Undeliverable', reason: 'MissingImage', count: 1, sequenceNumbers: ['7'] },
      { level: 'ERROR', target: 'moderation', result: 'Failed', reason: 'ThrottlingException', sequenceNumbers: ['9'] },
    ]);
    expect(declared(lines[0]).Namespace).toBe('Tributary/test');
    expect(declared(lines[0]).Dimensions).toEqual([[...fanOutDimensions]]);
    expect(declared(lines[0]).Metrics).toEqual(fanOutMetrics.map((Name) => ({ Name, Unit: 'Count' })));
    expect(declared(lines[1]).Dimensions.map((set) => [...set].sort())).toEqual([[...fanOutTargetDimensions].sort()]);
    expect(declared(lines[1]).Metrics).toEqual(fanOutTargetMetrics.map((Name) => ({ Name, Unit: 'Count' })));
  });

  it('counts each invocation for itself', async () => {
    const { report } = createFanOutTelemetry({ namespace: 'Tributary/test', service: 'ddb-fanout' });
    const lines = await captureJsonLines(() => {
      report(result);
      report(result);
    });
    expect(lines.filter((line) => line.Target === 'moderation' && '_aws' in line).map((line) => line.Retried)).toEqual([
      4, 4,
    ]);
  });
});
