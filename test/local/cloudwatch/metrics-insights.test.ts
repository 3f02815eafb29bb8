import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseAlarm } from '../../../local/cloudwatch/alarm-definition.ts';
import { parseInsightsQuery } from '../../../local/cloudwatch/metrics-insights.ts';
import { createCloudWatch } from '../../../local/cloudwatch/service.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

const query = `SELECT MAX(Age) FROM SCHEMA("AWS/Shop", Table, Operation) WHERE Table = 'chat'`;

describe('a query', () => {
  it('names one statistic, one metric, all of its dimensions, and values of some', () => {
    expect(parseInsightsQuery(query)).toEqual({
      statistic: 'Maximum',
      metricName: 'Age',
      namespace: 'AWS/Shop',
      dimensions: ['Table', 'Operation'],
      where: { Table: 'chat' },
    });
  });

  it('may be written over lines, its keywords in any case, its names in quotes', () => {
    expect(
      parseInsightsQuery(`select sum("My.Metric")\n from schema("My \\"own\\"", "a b")\n where "a b" = 'it\\'s'`),
    ).toEqual({
      statistic: 'Sum',
      metricName: 'My.Metric',
      namespace: 'My "own"',
      dimensions: ['a b'],
      where: { 'a b': "it's" },
    });
  });

  it('may take dimensions of any value, or several that are given', () => {
    expect(parseInsightsQuery('SELECT MIN(m) FROM SCHEMA(N)')).toMatchObject({ dimensions: [], where: {} });
    expect(parseInsightsQuery(`SELECT COUNT(m) FROM SCHEMA(N, a, b) WHERE a = '1' AND b = '2'`).where).toEqual({
      a: '1',
      b: '2',
    });
  });

  it.each([
    ['SELECT MEDIAN(m) FROM SCHEMA(N)', 'MEDIAN was not expected'],
    ['SELECT MAX(m) FROM "AWS/Shop"', '"AWS/Shop" was not expected'],
    ['SELECT MAX(m) FROM SCHEMA(AWS/Shop)', '/Shop) cannot be read'],
    ['SELECT MAX(m) FROM SCHEMA(N, a) GROUP BY a', 'GROUP was not expected'],
    ['SELECT MAX(m) FROM SCHEMA(N, a) LIMIT 5', 'LIMIT was not expected'],
    [`SELECT MAX(m) FROM SCHEMA(N, a) WHERE a != 'x'`, `!= 'x' cannot be read`],
    ['SELECT MAX(m) FROM SCHEMA(N, a) WHERE a = "x"', '"x" was not expected'],
    [`SELECT MAX(m) FROM SCHEMA(N, a) WHERE b = 'x'`, 'was not expected'],
    [`SELECT MAX(m) FROM SCHEMA(N, a) WHERE a = 'x' AND a = 'y'`, 'was not expected'],
    ['SELECT MAX(m) FROM SCHEMA(N', 'is not complete'],
    ['SELECT MAX(m) FROM SCHEMA(N, a) WHERE', 'is not complete'],
  ])('%s is refused by what it holds', (text, message) => {
    expect(() => parseInsightsQuery(text)).toThrow(message);
  });
});

const alarm = (Metrics: object[], changes: object = {}) => ({
  AlarmName: 'late',
  Metrics,
  EvaluationPeriods: 2,
  Threshold: 10,
  ComparisonOperator: 'GreaterThanThreshold',
  TreatMissingData: 'notBreaching',
  ...changes,
});
const result = { Id: 'result', Expression: query, Period: 60, ReturnData: true };

describe('an alarm on a query', () => {
  it('takes its period from the query', () => {
    expect(parseAlarm(alarm([result]))).toMatchObject({ periodSeconds: 60, watched: 'result' });
    expect(() => parseAlarm(alarm([{ ...result, Period: undefined }]))).toThrow(/same Period/);
  });

  it('sees three hours and no more', () => {
    expect(() => parseAlarm(alarm([result], { EvaluationPeriods: 180 }))).not.toThrow();
    expect(() => parseAlarm(alarm([result], { EvaluationPeriods: 181 }))).toThrow(/more than 10800 seconds/);
  });

  it('may have its query reckoned with', () => {
    const filled = alarm([
      { ...result, ReturnData: false },
      { Id: 'filled', Expression: 'FILL(result, 0)', ReturnData: true },
    ]);
    expect(parseAlarm(filled).watched).toBe('filled');
  });

  it('on DynamoDB’s metrics ignores missing data unless it says otherwise, as any other does', () => {
    const onTable = { ...result, Expression: 'SELECT MAX(Age) FROM SCHEMA("AWS/DynamoDB", TableName)' };
    expect(parseAlarm(alarm([onTable], { TreatMissingData: undefined })).rule.treatMissingData).toBe('ignore');
    expect(parseAlarm(alarm([onTable])).rule.treatMissingData).toBe('notBreaching');
  });
});

async function setUp() {
  const clock = createFakeClock();
  const cloudwatch = createCloudWatch({ clock, onAlarm: () => {} });
  const server = createServer({ route: () => cloudwatch.handle });
  const endpoint = `http://127.0.0.1:${(await server.listen(0)).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new CloudWatchClient({ endpoint, region: 'us-east-1', credentials });
  onTestFinished(async () => {
    client.destroy();
    cloudwatch.close();
    await server.close();
  });
  const put = (value: number, dimensions: Record<string, string>) =>
    cloudwatch.sink.put({ namespace: 'AWS/Shop', metricName: 'Age', dimensions, value, timestamp: clock.now() });
  return { clock, cloudwatch, client, put };
}

describe('the series of a query', () => {
  it('is the statistic over all metrics that match, and rings an alarm', async () => {
    const { clock, cloudwatch, put } = await setUp();
    cloudwatch.putAlarm(alarm([result]));
    for (const value of [11, 12]) {
      put(1, { Table: 'chat', Operation: 'Put' });
      put(value, { Operation: 'Delete', Table: 'chat' });
      await clock.advance(60_000);
    }
    expect(cloudwatch.alarms()[0]).toMatchObject({ state: 'ALARM' });
    expect(cloudwatch.alarms()[0]!.reason).toMatch(/2 datapoints \[12\.0 .*, 11\.0 .*\] were greater/);
  });

  it('leaves out metrics of other values, other dimensions and other names', async () => {
    const { clock, client, put, cloudwatch } = await setUp();
    put(5, { Table: 'chat', Operation: 'Put' });
    put(100, { Table: 'shop', Operation: 'Put' });
    put(100, { Table: 'chat' });
    put(100, { Table: 'chat', Operation: 'Put', More: 'x' });
    put(100, { Table: 'chat', Other: 'x' });
    cloudwatch.sink.put({
      namespace: 'AWS/Shop',
      metricName: 'Size',
      dimensions: { Table: 'chat', Operation: 'Put' },
      value: 100,
      timestamp: clock.now(),
    });
    const ask = (MetricDataQueries: object[]) =>
      client.send(
        new GetMetricDataCommand({
          MetricDataQueries: MetricDataQueries as never,
          StartTime: new Date(clock.now()),
          EndTime: new Date(clock.now() + 120_000),
        }),
      );
    const { MetricDataResults } = await ask([result]);
    expect(MetricDataResults).toMatchObject([{ Id: 'result', Values: [5] }]);
    await expect(ask([result, { ...result, Id: 'second' }])).rejects.toThrow('one Metrics Insights query');
  });
});
