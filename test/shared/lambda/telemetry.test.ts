import { describe, expect, it } from 'vitest';
import { createTelemetry } from '../../../shared/lambda/telemetry.ts';
import { reasonMetric, verdictMetrics } from '../../../shared/metrics.ts';
import { startTally } from '../../../shared/tally.ts';
import { failed, failureReasons } from '../../../shared/verdict.ts';
import { captureJsonLines } from '../../support/captured-output.ts';

const options = { namespace: 'Tributary/test', service: 'firehose-transform', deliveryStream: 'chat-by-time' };

const everyMetric = [...verdictMetrics, ...failureReasons.map(reasonMetric)];

interface EmfLine {
  _aws: { Timestamp: number; CloudWatchMetrics: { Namespace: string; Dimensions: string[][]; Metrics: unknown[] }[] };
}

function report(count = startTally(0, 10)) {
  return captureJsonLines(() => createTelemetry(options).reportTally(count.tally));
}

describe('the telemetry of a transform', () => {
  it('emits every metric in one line, zeros included, with exactly two dimensions', async () => {
    const lines = await report();
    expect(lines).toHaveLength(1);
    const { _aws, ...values } = lines[0] as unknown as EmfLine;
    expect(_aws.CloudWatchMetrics).toEqual([
      {
        Namespace: 'Tributary/test',
        Dimensions: [['service', 'DeliveryStream']],
        Metrics: everyMetric.map((Name) => ({ Name, Unit: 'Count' })),
      },
    ]);
    expect(values).toEqual({
      service: 'firehose-transform',
      DeliveryStream: 'chat-by-time',
      ...Object.fromEntries(everyMetric.map((name) => [name, 0])),
    });
  });

  it('counts', async () => {
    const count = startTally(4, 10);
    count.ok();
    count.dropped();
    count.failed(failed('InvalidJson'), { recordId: 'a' });
    count.failed(failed('SchemaViolation', 'UID'), { recordId: 'b' });
    const [metrics] = await report(count);
    expect(metrics).toMatchObject({
      Received: 4,
      Ok: 1,
      Dropped: 1,
      ProcessingFailed: 2,
      ProcessingFailedInvalidJson: 1,
      ProcessingFailedSchemaViolation: 1,
      ProcessingFailedInvalidUtf8: 0,
    });
  });

  it('starts each batch at zero', async () => {
    const { reportTally } = createTelemetry(options);
    const count = startTally(7, 10);
    const lines = await captureJsonLines(() => {
      reportTally(count.tally);
      reportTally(startTally(1, 10).tally);
    });
    expect(lines.map(({ Received }) => Received)).toEqual([7, 1]);
  });

  it('logs failures by reason and path, with the records that show them', async () => {
    const count = startTally(1, 10);
    count.failed(failed('SchemaViolation', 'UID'), { recordId: 'r-1', sequenceNumber: '4954' });
    const [, line] = await report(count);
    expect(line).toMatchObject({
      level: 'ERROR',
      message: 'Records failed',
      service: 'firehose-transform',
      deliveryStream: 'chat-by-time',
      reason: 'SchemaViolation',
      path: 'UID',
      count: 1,
      records: [{ recordId: 'r-1', sequenceNumber: '4954' }],
    });
  });

  it('writes a line per group, not per record', async () => {
    const count = startTally(10_000, 10);
    for (let index = 0; index < 10_000; index += 1) {
      count.failed(index % 2 ? failed('InvalidJson') : failed('SchemaViolation', 'UID'), { recordId: String(index) });
    }
    const lines = await report(count);
    expect(lines).toHaveLength(3);
    expect(lines.slice(1).map((line) => line.count)).toEqual([5_000, 5_000]);
  });
});
