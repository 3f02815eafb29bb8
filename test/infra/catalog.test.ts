import { describe, expect, it } from 'vitest';
import { safeParse } from 'zod/mini';
import { readCatalog } from '../../infra/delivery-stream/catalog.ts';
import { deliveryStreamsOf } from '../../infra/delivery-streams.ts';
import { ConfigurationError } from '../../infra/framework.ts';
import { countryCodes } from '../../shared/access-log-countries.ts';
import { accessLog } from '../../shared/datasets/access-log.ts';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { chatBatch } from '../support/chat-batch.ts';
import { invokePackaged } from '../support/invoke-packaged.ts';
import { packaged } from '../support/packaged.ts';
import { at, propertiesOf } from '../support/template-parts.ts';

interface Column {
  Name: string;
  Type: string;
  Comment: string;
}

// With all that a stage can have; what is always there is the same.
const dev = await packaged('dev', { accessLog: 'true' });
const tableOf = (logicalId: string) => propertiesOf(dev.template, logicalId).TableInput as Record<string, unknown>;
const columnsOf = (logicalId: string) => at(tableOf(logicalId), 'StorageDescriptor', 'Columns') as Column[];
const partitionKeysOf = (logicalId: string) => tableOf(logicalId).PartitionKeys as Column[];

const byLivestream = 'ChatByLivestreamGlueTable';
const byTime = 'ChatByTimeGlueTable';

describe('the columns', () => {
  const described = chatMessage.columns.map(({ name, glueType }) => ({ Name: name.toLowerCase(), Type: glueType }));
  const named = ({ Name, Type }: Column) => ({ Name, Type });

  it('of the by-time table are those of the dataset, in the order of the row', () => {
    expect(columnsOf(byTime).map(named)).toEqual(described);
  });

  it('of the by-livestream table are the same without its partition key', () => {
    expect(columnsOf(byLivestream).map(named)).toEqual(described.filter(({ Name }) => Name !== 'livestreamid'));
    expect(partitionKeysOf(byLivestream).map(named)).toEqual([{ Name: 'livestreamid', Type: 'string' }]);
  });

  it('are the keys of the row that the packaged transform writes', async () => {
    const { response } = await invokePackaged(dev, 'FirehoseDashtransformDashbyDashtimeLambdaFunction', chatBatch());
    const row = JSON.parse(Buffer.from(String(at(response, 'records', 0, 'data')), 'base64').toString('utf8'));
    expect(Object.keys(row).map((key) => key.toLowerCase())).toEqual(columnsOf(byTime).map(({ Name }) => Name));
  });

  it('have names that Athena takes without quotes, each once', () => {
    const names = [...columnsOf(byTime), ...partitionKeysOf(byTime)].map(({ Name }) => Name);
    expect(names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))).toEqual([]);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('what a column promises is what the schema lets through', () => {
  const commentOf = (name: string) => columnsOf(byTime).find(({ Name }) => Name === name.toLowerCase())!.Comment;
  const attributes = Object.entries(chatMessage.attributes);
  const passes = (name: string, value: object) =>
    safeParse(chatMessage.attributes[name]!.schema, Object.values(value)[0]).success;

  it.each(attributes.filter(([, { tag }]) => tag === 'N'))(
    '%s: a whole number in its range, which its type holds',
    (name) => {
      const [, least = '', most = ''] = /(\d+) to (\d+)/.exec(commentOf(name)) ?? [];
      expect(
        [least, most, BigInt(least) - 1n, BigInt(most) + 1n].map((number) => passes(name, { N: String(number) })),
      ).toEqual([true, true, false, false]);
      expect(BigInt(most)).toBeLessThan(2n ** 63n);
      expect(passes(name, { N: '1.5' })).toBe(false);
    },
  );

  const texts = attributes.filter(([name]) => /characters/.test(commentOf(name)));

  it('says a length of every free text', () => {
    expect(texts.map(([name]) => name)).toEqual(['LivestreamID', 'UserID', 'Nickname', 'Message']);
  });

  it.each(texts)('%s: a text of so many characters', (name) => {
    const [, least, most] = /(\d+) to (\d+) characters/.exec(commentOf(name)) ?? [];
    const lengths = [Number(least) - 1, Number(least), Number(most), Number(most) + 1];
    expect(lengths.map((length) => passes(name, { S: 'x'.repeat(length) }))).toEqual([false, true, true, false]);
  });

  it.each(attributes.filter(([, { values }]) => values))('%s: one of the words that it lists', (name, { values }) => {
    expect(/^One of (.*)$/.exec(commentOf(name))?.[1]?.split(', ')).toEqual([...values!]);
  });
});

describe('columns that are not those of the dataset', () => {
  const sound = columnsOf(byTime);
  const read = (content: unknown) => readCatalog('infra/catalog/chat-message.yml', content, chatMessage);

  it('are told with what they must be', () => {
    expect(read(sound)).toEqual(sound);
    expect(() => read(null)).toThrow(ConfigurationError);
  });

  it.each<[string, unknown, string]>([
    ['none', null, 'is missing or is no list of columns, each with Name, Type and Comment'],
    ['one without a comment', [{ Name: 'livestreamid', Type: 'string' }], 'is no list of columns'],
    [
      'one missing at the end',
      sound.slice(0, -1),
      'column 10 is missing, but shared/datasets/chat-message.ts writes event',
    ],
    [
      'one missing before',
      sound.slice(1),
      'column 1 is uid bigint, but shared/datasets/chat-message.ts writes livestreamid',
    ],
    [
      'one too many',
      [...sound, sound[0]],
      'column 11 is livestreamid string, but shared/datasets/chat-message.ts writes only 10',
    ],
    ['another type', sound.with(1, { ...sound[1]!, Type: 'int' }), 'column 2 is uid int, but'],
    ['a name in capitals', sound.with(1, { ...sound[1]!, Name: 'UID' }), 'column 2 is UID bigint, but'],
  ])('%s', (_name, content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

describe('the partitions', () => {
  it('by livestream are injected from the query, where the delivery stream writes them', () => {
    expect(tableOf(byLivestream).Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.livestreamid.type': 'injected',
      'storage.location.template': {
        'Fn::Sub': 's3://${LakeBucket}/chat/by-livestream/LivestreamID=${!livestreamid}/',
      },
    });
  });

  it('by time are all hours up to tomorrow, so that a zone ahead of UTC sees its newest', () => {
    expect(partitionKeysOf(byTime).map(({ Name }) => Name)).toEqual(['hour']);
    expect(tableOf(byTime).Parameters).toMatchObject({
      'projection.enabled': 'true',
      'projection.hour.type': 'date',
      'projection.hour.format': 'yyyy/MM/dd/HH',
      'projection.hour.range': '2024/01/01/00,NOW+1DAYS',
      'projection.hour.interval': '1',
      'projection.hour.interval.unit': 'HOURS',
      'storage.location.template': { 'Fn::Sub': 's3://${LakeBucket}/chat/by-time/${!hour}/' },
    });
  });

  const withTables = deliveryStreamsOf({ accessLog: true, fanOut: true }).filter(
    ({ dataset, replays }) => dataset && !replays,
  );

  it.each(withTables)('of $name lie where the delivery stream puts its objects', ({ name, prefix }) => {
    const table = Object.values(dev.template.Resources).find(
      ({ Properties }) => at(Properties, 'TableInput', 'Name') === name.replaceAll('-', '_'),
    );
    expect(at(table?.Properties, 'TableInput', 'StorageDescriptor', 'Location')).toEqual({
      'Fn::Sub': `s3://\${LakeBucket}/${prefix}`,
    });
  });

  it.each([byLivestream, byTime])('of %s are read with the Hive JSON SerDe', (logicalId) => {
    expect(at(tableOf(logicalId), 'StorageDescriptor', 'SerdeInfo', 'SerializationLibrary')).toBe(
      'org.apache.hive.hcatalog.data.JsonSerDe',
    );
    expect(at(tableOf(logicalId), 'StorageDescriptor', 'InputFormat')).toBe('org.apache.hadoop.mapred.TextInputFormat');
  });
});

describe('the tables of access logs', () => {
  const parquet = 'AccessLogGlueTable';
  const csv = 'AccessLogCsvGlueTable';
  const described = accessLog.columns.map(({ name, glueType }) => ({ Name: name.toLowerCase(), Type: glueType }));
  const named = ({ Name, Type }: Column) => ({ Name, Type });
  const line = '81.2.69.142 - - [10/Oct/2026:13:55:36 +0900] "GET / HTTP/1.1" 200 5 "-" "curl/8"';

  it.each([parquet, csv])('%s has the columns of the dataset, but its partition key is no column too', (logicalId) => {
    expect(columnsOf(logicalId).map(named)).toEqual(described.filter(({ Name }) => Name !== 'country'));
    expect(partitionKeysOf(logicalId).map(named)).toEqual([
      { Name: 'country', Type: 'string' },
      { Name: 'day', Type: 'string' },
    ]);
  });

  it('name the keys of the row that the packaged transform writes', async () => {
    const event = { records: [{ recordId: 'one', data: Buffer.from(line).toString('base64') }] };
    const { response } = await invokePackaged(dev, 'GeoDashipDashtransformLambdaFunction', event);
    const [record] = at(response, 'records') as { data: string; metadata: { partitionKeys: object } }[];
    const row = JSON.parse(Buffer.from(record!.data, 'base64').toString('utf8'));
    expect(Object.keys(row).map((key) => key.toLowerCase())).toEqual(described.map(({ Name }) => Name));
    expect(Object.keys(record!.metadata.partitionKeys)).toEqual(partitionKeysOf(parquet).map(({ Name }) => Name));
  });

  it('look at every country that a row can have, the unknown one included', () => {
    expect(tableOf(parquet).Parameters).toMatchObject({
      'projection.country.type': 'enum',
      'projection.country.values': [...countryCodes, 'ZZ'].join(','),
    });
  });

  it('look at days up to tomorrow, from the one before the first hour: days are in UTC, hours in the zone of the stage', () => {
    expect(tableOf(csv).Parameters).toMatchObject({
      'projection.day.type': 'date',
      'projection.day.format': 'yyyy-MM-dd',
      'projection.day.range': '2023-12-31,NOW+1DAYS',
      'projection.day.interval': '1',
      'projection.day.interval.unit': 'DAYS',
      'storage.location.template': { 'Fn::Sub': 's3://${LakeBucket}/access-log-csv/country=${!country}/day=${!day}/' },
    });
  });

  it('are read as what the delivery stream writes: Parquet here, JSON there', () => {
    const formatOf = (logicalId: string) => [
      at(tableOf(logicalId), 'Parameters', 'classification'),
      at(tableOf(logicalId), 'StorageDescriptor', 'InputFormat'),
      at(tableOf(logicalId), 'StorageDescriptor', 'SerdeInfo', 'SerializationLibrary'),
    ];
    expect(formatOf(parquet)).toEqual([
      'parquet',
      'org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat',
      'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
    ]);
    expect(formatOf(csv)).toEqual([
      'json',
      'org.apache.hadoop.mapred.TextInputFormat',
      'org.apache.hive.hcatalog.data.JsonSerDe',
    ]);
  });

  it('are two: a twin writes into the table of the delivery stream that it replays', () => {
    const names = Object.keys(dev.template.Resources).filter((id) => /^AccessLog.*GlueTable$/.test(id));
    expect(names).toEqual([parquet, csv]);
  });
});
