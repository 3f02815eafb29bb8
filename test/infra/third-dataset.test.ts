import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { chatChange, toBase64 } from '../support/change-records.ts';
import { invokePackaged } from '../support/invoke-packaged.ts';
import { createLakeServer } from '../support/lake-server.ts';
import { packageSources, withSources } from '../support/package-run.ts';
import { type Packaged, readTemplate } from '../support/packaged.ts';
import { offences } from '../support/specification.ts';
import { at, propertiesOf, resolvedProperties } from '../support/template-parts.ts';
import { addOrders, orderColumns } from './order-dataset.ts';

const image = { Shop: { S: 'tea' }, Number: { N: '7' } };
const order = toBase64(chatChange({ dynamodb: { Keys: image, NewImage: image } }));
const chat = toBase64(chatChange());

/** What the packaged transform makes of an order and of a chat message. */
async function transform(packaged: Packaged) {
  const records = [order, chat].map((data, index) => ({ recordId: String(index), data }));
  const { response } = await invokePackaged(packaged, 'OrdersDashtransformLambdaFunction', { records });
  return (response as { records: { result: string; data?: string; metadata?: unknown }[] }).records;
}

/** What the packaged reprocessor says of the same two among the failed records of the new delivery stream. */
async function explain(packaged: Packaged) {
  const bucket = String(resolvedProperties(packaged.template, 'LakeBucket').BucketName);
  const lake = await createLakeServer(bucket);
  const failed = { attemptsMade: 4, arrivalTimestamp: 1, attemptEndingTimestamp: 1, errorMessage: '', lambdaARN: '' };
  const lines = [order, chat].map((rawData) =>
    JSON.stringify({ rawData, errorCode: 'Lambda.FunctionError', ...failed }),
  );
  const Key = 'errors/orders-by-shop/processing-failed/2026/07/13/14/x';
  try {
    await lake.client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: `${lines.join('\n')}\n` }));
    const event = { stream: 'orders-by-shop', source: 'errors', dryRun: true };
    const { response } = await invokePackaged(packaged, 'DlqDashreprocessorLambdaFunction', event, lake.url);
    return response;
  } finally {
    await lake.close();
  }
}

const { template, transformed, explained } = await withSources(async (sources) => {
  addOrders(sources);
  const parameters = {
    timeZone: 'Asia/Seoul',
    alarmEmail: 'oncall@example.com',
    replayEnabled: 'false',
    replayTransientErrors: 'true',
    replayConcurrency: 'none',
  };
  const directory = join(sources, 'out');
  const { code, printed } = await packageSources(sources, { stage: 'prod', output: directory, parameters });
  if (code !== 0) throw new Error(printed);
  const packaged = { directory, template: readTemplate(directory) };
  return { ...packaged, transformed: await transform(packaged), explained: await explain(packaged) };
});

describe('a third dataset, of one schema file, one catalog fragment and one list entry', () => {
  it('makes a template that keeps to the specification', () => {
    expect(offences(template)).toEqual([]);
  });

  it('gets everything that the others have', () => {
    const suffixes = Object.keys(template.Resources)
      .filter((logicalId) => logicalId.startsWith('ChatByLivestream'))
      .map((logicalId) => logicalId.slice('ChatByLivestream'.length));
    expect(suffixes).toEqual(expect.arrayContaining(['DeliveryStream', 'GlueTable', 'RecordsMissingAlarm']));
    expect(Object.keys(template.Resources)).toEqual(
      expect.arrayContaining(suffixes.map((suffix) => `OrdersByShop${suffix}`)),
    );
    expect(
      at(propertiesOf(template, 'OrdersByShopDeliveryStream'), 'ExtendedS3DestinationConfiguration', 'Prefix'),
    ).toBe('orders/by-shop/Shop=!{partitionKeyFromLambda:Shop}/');
    const [shop, ...columns] = orderColumns;
    expect(propertiesOf(template, 'OrdersByShopGlueTable').TableInput).toMatchObject({
      Name: 'orders_by_shop',
      Description: 'Changes of the dataset order, laid out by shop: a query needs shop = one value.',
      PartitionKeys: [shop],
      StorageDescriptor: { Columns: columns },
    });
    expect(template.Resources.ChatMessagesTable?.DependsOn).toContain('OrdersByShopDeliveryStream');
    expect(propertiesOf(template, 'OrdersTransformFunctionErrorsAlarm').AlarmName).toBe(
      'tributary-prod-ticket-orders-transform-function-errors',
    );
    expect(at(propertiesOf(template, 'Dashboard'), 'DashboardBody', 'Fn::Sub')).toContain(
      '## Delivery stream orders-by-shop',
    );
  });

  it('is transformed by its own schema, keys and columns', () => {
    expect(transformed).toMatchObject([
      { result: 'Ok', metadata: { partitionKeys: { Shop: 'tea' } } },
      { result: 'ProcessingFailed' },
    ]);
    const row = JSON.parse(Buffer.from(String(transformed[0]?.data), 'base64').toString());
    expect(row).toMatchObject({ Shop: 'tea', Number: 7, EventName: 'INSERT' });
    expect(Object.keys(row).map((key) => key.toLowerCase())).toEqual(orderColumns.map(({ Name }) => Name));
  });

  it('is judged by the reprocessor as by the transform, and replayed into its prefix', () => {
    expect(explained).toMatchObject({
      records: 2,
      restored: 1,
      parked: { SchemaViolation: 1 },
      explanations: [{ result: 'Ok' }, { result: 'Parked', path: 'Shop', found: 'nothing' }],
    });
    expect(JSON.stringify(propertiesOf(template, 'DlqReprocessorRole'))).toContain('{LakeBucket.Arn}/orders/by-shop/*');
  });
});

describe('what a stage sets', () => {
  it('has the reprocessor do as its switches say', () => {
    const replay = propertiesOf(template, 'DlqDashreprocessorLambdaFunction');
    expect(at(replay, 'Environment', 'Variables')).toMatchObject({ REPLAY_ENABLED: 'false', TIME_ZONE: 'Asia/Seoul' });
    expect(replay.ReservedConcurrentExecutions).toBeUndefined();
    expect(propertiesOf(template, 'DlqReprocessorSchedule').State).toBe('ENABLED');
  });

  it('puts the folders, the saved queries and the catalog into the zone', () => {
    expect(
      at(propertiesOf(template, 'ChatByTimeDeliveryStream'), 'ExtendedS3DestinationConfiguration', 'CustomTimeZone'),
    ).toBe('Asia/Seoul');
    expect(propertiesOf(template, 'RowsPerLivestreamQuery').QueryString).toContain("AT TIME ZONE 'Asia/Seoul'");
    expect(at(propertiesOf(template, 'ChatByTimeGlueTable'), 'TableInput', 'PartitionKeys', 0, 'Comment')).toContain(
      'in Asia/Seoul',
    );
  });

  it('has the topic write to the address', () => {
    expect(propertiesOf(template, 'AlarmEmail')).toMatchObject({ Protocol: 'email', Endpoint: 'oncall@example.com' });
    expect(template.Conditions?.HasAlarmEmail).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['oncall@example.com', ''] }] });
  });
});
