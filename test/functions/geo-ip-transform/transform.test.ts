import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTransform, type TransformOptions } from '../../../functions/geo-ip-transform/transform.ts';
import { readAccessLog } from '../../../shared/access-log-reader.ts';
import { accessLogFailureReasons } from '../../../shared/access-log-verdict.ts';
import { createTelemetry } from '../../../shared/lambda/telemetry.ts';
import { lambdaPayloadBytesMax } from '../../../shared/limits.ts';
import { captureJsonLines } from '../../support/captured-output.ts';
import { combinedLine, combinedRow, sampleClients } from '../../support/geo-transform.ts';

const toBase64 = (content: string) => Buffer.from(content).toString('base64');
const transformOf = (options: Partial<TransformOptions> = {}) =>
  createTransform({
    read: readAccessLog,
    clientOf: sampleClients(),
    partitionKeys: ['country', 'day'],
    responseBytesMax: lambdaPayloadBytesMax,
    ...options,
  });
const transform = transformOf();
const good = { recordId: 'good', data: toBase64(combinedLine('11.44.0.7')) };
const sampleEvent = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../events/geo-ip-transform/log-lines.json'), 'utf8'),
);

describe('the geo-IP transform', () => {
  it('answers with rows and partition keys', () => {
    expect(transform({ records: [good] }).response).toEqual({
      records: [
        {
          recordId: 'good',
          result: 'Ok',
          data: toBase64(combinedRow),
          metadata: { partitionKeys: { country: 'GB', day: '2000-10-10' } },
        },
      ],
    });
  });

  it('judges each record of the sample event alone', () => {
    const { response, tally } = transform(sampleEvent);
    expect(response.records.map(({ recordId, result }) => `${recordId} ${result}`)).toEqual([
      'located Ok',
      'ipv6 Ok',
      'country-alone Ok',
      'nowhere Ok',
      'json Ok',
      'private Dropped',
      'loopback Dropped',
      'no-line ProcessingFailed',
      'host-name ProcessingFailed',
      'two-lines ProcessingFailed',
    ]);
    expect(tally).toEqual({
      received: 10,
      ok: 5,
      dropped: 2,
      droppedByRule: { PrivateAddress: 1, LoopbackAddress: 1 },
      failed: 3,
      failedByReason: {
        ...Object.fromEntries(accessLogFailureReasons.map((reason) => [reason, 0])),
        NotAnAccessLog: 1,
        SchemaViolation: 1,
        SeveralRecords: 1,
      },
      failures: [
        { reason: 'NotAnAccessLog', path: 'Time', count: 1, records: [{ recordId: 'no-line', position: 4 }] },
        { reason: 'SchemaViolation', path: 'ClientIP', count: 1, records: [{ recordId: 'host-name' }] },
        { reason: 'SeveralRecords', count: 1, records: [{ recordId: 'two-lines', position: 66 }] },
      ],
    });
  });

  it('partitions by country and day, or by none', () => {
    const keysOf = (records: object[]) => records.flatMap((record) => ('metadata' in record ? [record.metadata] : []));
    expect(keysOf(transform(sampleEvent).response.records)).toEqual(
      [
        ['GB', '2000-10-10'],
        ['KR', '2026-05-17'],
        ['BT', '2026-05-17'],
        ['ZZ', '2026-05-18'],
        ['KR', '2026-05-17'],
      ].map(([country, day]) => ({ partitionKeys: { country, day } })),
    );
    expect(keysOf(transformOf({ partitionKeys: [] })(sampleEvent).response.records)).toEqual([]);
  });

  it('refuses alone the records that the response has no room for', () => {
    const records = Array.from({ length: 10 }, (_, index) => ({ ...good, recordId: String(index) }));
    const whole = JSON.stringify(transform({ records }).response).length;
    const { response, tally } = transformOf({ responseBytesMax: whole - 1 })({ records });
    expect(response.records.map(({ result }) => result)).toEqual([...Array(9).fill('Ok'), 'ProcessingFailed']);
    expect(tally.failedByReason.ResponseTooLarge).toBe(1);
    expect(JSON.stringify(response).length).toBeLessThan(whole);
  });

  it("stays below Lambda's limit, whatever it is sent", () => {
    // The most that Firehose buffers for a transform, in lines that become three times as long.
    const records = Array.from({ length: 40_000 }, (_, index) => ({
      recordId: String(index),
      data: toBase64('11.44.0.7 - - [10/Oct/2000:13:55:36 -0700] "-" 200 1'),
    }));
    const { response, tally } = transform({ records });
    expect(JSON.stringify(response).length).toBeLessThanOrEqual(lambdaPayloadBytesMax);
    expect(tally.ok + tally.failedByReason.ResponseTooLarge).toBe(40_000);
    expect(tally.failedByReason.ResponseTooLarge).toBeGreaterThan(0);
  });

  it('answers an empty batch', () => {
    expect(transform({ records: [] }).response).toEqual({ records: [] });
  });

  it('throws for an event that is none', () => {
    expect(() => transform({ Records: [] })).toThrow('Not a Firehose transform event');
  });

  it('names in the log the first few failures only, however many there are', () => {
    const records = Array.from({ length: 1_000 }, (_, index) => ({
      recordId: String(index),
      data: toBase64(`${index} hello there`),
    }));
    const { tally } = transform({ records });
    expect(tally.failures).toMatchObject([{ reason: 'NotAnAccessLog', path: 'Time', count: 1_000 }]);
    expect(tally.failures[0]!.records).toHaveLength(10);
  });
});

describe('the telemetry of the geo-IP transform', () => {
  it('has the metrics of every transform, one for each of its own reasons, and the rules by which it dropped', async () => {
    const { reportTally } = createTelemetry({
      namespace: 'Tributary/test',
      service: 'geo-ip-transform',
      deliveryStream: 'access-log',
    });
    const [metrics, dropped, ...failed] = await captureJsonLines(() => reportTally(transform(sampleEvent).tally));
    const { _aws, ...values } = metrics as {
      _aws: { CloudWatchMetrics: { Dimensions: string[][]; Metrics: unknown[] }[] };
    };
    expect(_aws.CloudWatchMetrics[0]!.Dimensions).toEqual([['service', 'DeliveryStream']]);
    expect(values).toEqual({
      service: 'geo-ip-transform',
      DeliveryStream: 'access-log',
      Received: 10,
      Ok: 5,
      Dropped: 2,
      ProcessingFailed: 3,
      ...Object.fromEntries(accessLogFailureReasons.map((reason) => [`ProcessingFailed${reason}`, 0])),
      ProcessingFailedNotAnAccessLog: 1,
      ProcessingFailedSchemaViolation: 1,
      ProcessingFailedSeveralRecords: 1,
    });
    expect(dropped).toMatchObject({
      level: 'INFO',
      message: 'Records dropped',
      rules: { PrivateAddress: 1, LoopbackAddress: 1 },
    });
    expect(failed).toHaveLength(3);
  });
});
