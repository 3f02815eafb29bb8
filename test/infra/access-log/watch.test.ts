import { describe, expect, it } from 'vitest';
import { packaged } from '../../support/packaged.ts';
import { alarmsOf, dashboardOf, metricsOf } from '../alarms/watched-metrics.ts';

const { template } = await packaged('dev', { accessLog: 'true' });
const alarms = alarmsOf(template);
const alarm = (logicalId: string) => alarms.find((each) => each.logicalId === logicalId)!.properties;

describe('the sum of what is put on a delivery stream', () => {
  const namesOf = (logicalId: string) => metricsOf(logicalId, alarm(logicalId)).map(({ name }) => name);
  const expressionOf = (logicalId: string) =>
    alarm(logicalId).Metrics!.find(({ Expression }) => Expression)?.Expression;

  it('is what it took in, less what is dropped and what lies in S3', () => {
    expect(namesOf('AccessLogCsvRecordsMissingAlarm')).toEqual(['IncomingRecords', 'Dropped', 'DeliveryToS3.Records']);
  });

  it('knows nothing of drops where nothing is transformed', () => {
    expect(namesOf('ChangesArchiveRecordsMissingAlarm')).toEqual(['IncomingRecords', 'DeliveryToS3.Records']);
    expect(expressionOf('ChangesArchiveRecordsMissingAlarm')).toBe(
      '100 * (RUNNING_SUM(FILL(read, 0) - FILL(delivered, 0)) - FILL(read, 0)) / SUM(FILL(read, 0))',
    );
  });

  it('is not made of records that are taken apart, nor of a twin', () => {
    const ids = alarms.map(({ logicalId }) => logicalId).filter((id) => id.endsWith('RecordsMissingAlarm'));
    expect(ids).toEqual([
      'ChatByLivestreamRecordsMissingAlarm',
      'ChatByTimeRecordsMissingAlarm',
      'AccessLogCsvRecordsMissingAlarm',
      'ChangesArchiveRecordsMissingAlarm',
    ]);
  });
});

it('rows that do not become Parquet ring at the first', () => {
  expect(alarm('AccessLogConversionFailedAlarm')).toMatchObject({
    MetricName: 'FailedConversion.Records',
    Statistic: 'Sum',
    Threshold: 0,
    EvaluationPeriods: 1,
  });
});

it('of a twin it is watched what a replay cannot report itself', () => {
  const names = alarms.map(({ properties }) => properties.AlarmName);
  expect(names.filter((name) => /-access-log-replay-(?!volume)/.test(name))).toEqual([
    'tributary-dev-page-access-log-replay-delivery-late',
    'tributary-dev-page-access-log-replay-delivery-failing',
    'tributary-dev-ticket-access-log-replay-failed-again',
  ]);
});

it('says where failed delivery ends: with the retention of a stream, or after a day', () => {
  expect(alarm('AccessLogDeliveryFailingAlarm').AlarmDescription).toContain(
    'for 24 hours; then their records are lost',
  );
  expect(alarm('ChatByTimeDeliveryFailingAlarm').AlarmDescription).toContain('reads no further meanwhile');
});

it('the dashboard shows each delivery stream from what it takes in to what it delivers', () => {
  const titles = dashboardOf(template).widgets.flatMap(
    ({ properties }) => properties.markdown ?? properties.title ?? [],
  );
  const section = (name: string) => {
    const from = titles.indexOf(`## Delivery stream ${name}`);
    return titles.slice(
      from + 1,
      titles.findIndex((title, index) => index > from && title.startsWith('## ')),
    );
  };
  const missing = 'Missing, per cent of what came in';
  expect(section('access-log')).toEqual(['Put', 'Transformed', 'Converted', 'Delivered', 'Partitions']);
  expect(section('access-log-replay')).toEqual(['Put', 'Transformed', 'Converted', 'Delivered', 'Partitions']);
  expect(section('access-log-csv')).toEqual(['Put', 'Transformed', 'Delivered', 'Partitions', missing]);
  expect(section('changes-archive')).toEqual(['Put', 'Delivered', missing]);
});
