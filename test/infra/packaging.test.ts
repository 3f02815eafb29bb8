import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageSources, withSources } from '../support/package-run.ts';
import { readTemplate, type Template } from '../support/packaged.ts';
import { offences } from '../support/specification.ts';
import { at, propertiesOf } from '../support/template-parts.ts';

describe('packaging with a mistake ends with one message that says how to mend it', () => {
  it.each<[string, { stage: string; parameters?: Record<string, string> }, string]>([
    [
      'an unknown stage',
      { stage: 'qa' },
      'Stage "qa" is none of dev, prod. Name one of them (--stage dev), or give the new stage its block under "params" in serverless.yml.',
    ],
    [
      'a buffer too small',
      { stage: 'dev', parameters: { deliveryBufferMb: '32' } },
      'Parameter "deliveryBufferMb" of stage "dev" is 32, but dynamic partitioning (chat-by-livestream) needs a buffer of at least 64 MB.',
    ],
  ])('%s', async (_name, options, message) => {
    const { code, printed } = await withSources((sources) =>
      packageSources(sources, { ...options, output: join(sources, 'out') }),
    );
    expect(code).toBe(1);
    expect(printed).toContain(message);
    expect(printed.match(/ {2}- Cannot resolve/g)).toHaveLength(1);
    expect(printed).not.toMatch(/^ +at /m);
  });
});

const dataset = `
  import * as z from 'zod/mini';
  import { text, wholeNumber } from '../attributes.ts';
  import { defineDataset } from '../dataset.ts';
  export const order = defineDataset({
    name: 'order',
    attributes: { Shop: text(z.regex(/^[a-z]{1,32}$/)), Number: wholeNumber(999n) },
    keys: ['Shop', 'Number'],
    partitionKeys: ['Shop'],
  });
`;
const catalog = [
  { Name: 'shop', Type: 'string', Comment: 'Shop' },
  { Name: 'number', Type: 'bigint', Comment: 'Number' },
];
const entry = `{
  name: 'orders-by-shop',
  description: 'Orders.',
  source: 'ChangeStream',
  dataset: order,
  transform: { name: 'orders-transform', folder: 'functions/firehose-transform' },
  prefix: 'orders/by-shop/',
  layout: { by: 'keys', keys: ['Shop'] },
},`;

/** What a team does to carry another table: a dataset, its columns, an entry of the list. */
function addOrders(sources: string): void {
  writeFileSync(join(sources, 'shared/datasets/order.ts'), dataset);
  writeFileSync(join(sources, 'infra/catalog/order.yml'), JSON.stringify(catalog));
  const list = join(sources, 'infra/delivery-streams.ts');
  const before = readFileSync(list, 'utf8');
  writeFileSync(
    list,
    `import { order } from '../shared/datasets/order.ts';\n${before.replace(/\];\s*$/, `${entry}];`)}`,
  );
}

describe('a third dataset, a zone, an address and the switches of the reprocessor', async () => {
  const template: Template = await withSources(async (sources) => {
    addOrders(sources);
    const parameters = {
      timeZone: 'Asia/Seoul',
      alarmEmail: 'oncall@example.com',
      replayEnabled: 'false',
      replayTransientErrors: 'true',
      replayConcurrency: 'none',
    };
    const { code, printed } = await packageSources(sources, {
      stage: 'prod',
      output: join(sources, 'out'),
      parameters,
    });
    if (code !== 0) throw new Error(printed);
    return readTemplate(join(sources, 'out'));
  });

  it('make a template that keeps to the specification', () => {
    expect(offences(template)).toEqual([]);
  });

  it('bring the dataset everything that the others have', () => {
    const suffixes = Object.keys(template.Resources)
      .filter((logicalId) => logicalId.startsWith('ChatByLivestream'))
      .map((logicalId) => logicalId.slice('ChatByLivestream'.length));
    expect(suffixes).toEqual(expect.arrayContaining(['DeliveryStream', 'GlueTable', 'RecordsMissingAlarm']));
    expect(Object.keys(template.Resources)).toEqual(
      expect.arrayContaining(suffixes.map((suffix) => `OrdersByShop${suffix}`)),
    );
    expect(propertiesOf(template, 'OrdersDashtransformLambdaFunction')).toMatchObject({
      FunctionName: 'tributary-prod-orders-transform',
      Environment: { Variables: { DATASET: 'order', DELIVERY_STREAM: 'orders-by-shop', PARTITION_KEYS: 'Shop' } },
    });
    expect(
      at(propertiesOf(template, 'OrdersByShopDeliveryStream'), 'ExtendedS3DestinationConfiguration', 'Prefix'),
    ).toBe('orders/by-shop/Shop=!{partitionKeyFromLambda:Shop}/');
    expect(propertiesOf(template, 'OrdersByShopGlueTable').TableInput).toMatchObject({
      Name: 'orders_by_shop',
      PartitionKeys: [catalog[0]],
      StorageDescriptor: { Columns: [catalog[1]] },
    });
    expect(template.Resources.ChatMessagesTable?.DependsOn).toContain('OrdersByShopDeliveryStream');
    expect(propertiesOf(template, 'OrdersTransformFunctionErrorsAlarm').AlarmName).toBe(
      'tributary-prod-ticket-orders-transform-function-errors',
    );
    expect(at(propertiesOf(template, 'Dashboard'), 'DashboardBody', 'Fn::Sub')).toContain(
      '## Delivery stream orders-by-shop',
    );
  });

  it('are known to the reprocessor, which may replay into its prefix', () => {
    const { DELIVERY_STREAMS } = at(
      propertiesOf(template, 'DlqDashreprocessorLambdaFunction'),
      'Environment',
      'Variables',
    ) as { DELIVERY_STREAMS: string };
    expect(JSON.parse(DELIVERY_STREAMS)).toContainEqual({
      name: 'orders-by-shop',
      dataset: 'order',
      prefix: 'orders/by-shop/',
      layout: { by: 'keys', keys: ['Shop'] },
    });
    expect(JSON.stringify(propertiesOf(template, 'DlqReprocessorRole'))).toContain('{LakeBucket.Arn}/orders/by-shop/*');
  });

  it('have the reprocessor do as its switches say', () => {
    const replay = propertiesOf(template, 'DlqDashreprocessorLambdaFunction');
    expect(at(replay, 'Environment', 'Variables')).toMatchObject({ REPLAY_ENABLED: 'false', TIME_ZONE: 'Asia/Seoul' });
    expect(replay.ReservedConcurrentExecutions).toBeUndefined();
    expect(propertiesOf(template, 'DlqReprocessorSchedule').State).toBe('ENABLED');
  });

  it('put the folders, the saved queries and the catalog into the zone', () => {
    expect(
      at(propertiesOf(template, 'ChatByTimeDeliveryStream'), 'ExtendedS3DestinationConfiguration', 'CustomTimeZone'),
    ).toBe('Asia/Seoul');
    expect(propertiesOf(template, 'RowsPerLivestreamQuery').QueryString).toContain("AT TIME ZONE 'Asia/Seoul'");
    expect(at(propertiesOf(template, 'ChatByTimeGlueTable'), 'TableInput', 'PartitionKeys', 0, 'Comment')).toContain(
      'in Asia/Seoul',
    );
  });

  it('have the topic write to the address', () => {
    expect(propertiesOf(template, 'AlarmEmail')).toMatchObject({ Protocol: 'email', Endpoint: 'oncall@example.com' });
    expect(template.Conditions?.HasAlarmEmail).toEqual({ 'Fn::Not': [{ 'Fn::Equals': ['oncall@example.com', ''] }] });
  });
});
