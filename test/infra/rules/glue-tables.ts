import { at } from '../../support/template-parts.ts';
import { deliveryStreamType, destinationOf } from './delivery-stream.ts';
import { listOf } from './policy.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';

const type = 'AWS::Glue::Table';

interface Column {
  Name: string;
  Type: string;
}

/** A table as Athena reads it. */
function tableOf({ TableInput }: Properties) {
  return {
    location: String(at(TableInput, 'StorageDescriptor', 'Location')),
    columns: listOf<Column>(at(TableInput, 'StorageDescriptor', 'Columns')),
    keys: listOf<Column>(at(TableInput, 'PartitionKeys')),
    parameters: (at(TableInput, 'Parameters') ?? {}) as Record<string, string>,
    serde: String(at(TableInput, 'StorageDescriptor', 'SerdeInfo', 'SerializationLibrary')),
  };
}

/** SerDes that read every row, or fail. OpenX's counts are documented as not deterministic. */
const serdes = [
  'org.apache.hive.hcatalog.data.JsonSerDe',
  'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
];

/** https://docs.aws.amazon.com/athena/latest/ug/data-types.html */
const columnType =
  /^(?:string|boolean|tinyint|smallint|int|bigint|float|double|date|timestamp|binary|decimal\(\d+, ?\d+\)|(?:array|map|struct)<.+>)$/;

/** Delivery streams whose objects lie where the table looks. */
const writersOf = (properties: Properties, subject: Subject) =>
  ofType(subject, deliveryStreamType).filter(({ properties: stream }) => {
    const { BucketARN } = stream.ExtendedS3DestinationConfiguration as Properties;
    const bucket = String(BucketARN).replace('arn:aws:s3:::', '');
    return (
      tableOf(properties).location ===
      `s3://${bucket}/${destinationOf(stream)
        .prefix.split('!{')[0]!
        .replace(/[^/]*$/, '')}`
    );
  });

/** Delivery streams without a table, each with its reason. */
const unread: Record<string, string> = {
  ChangesArchiveDeliveryStream: 'keeps changes as they came, for whoever wants to tell them again',
};

export const glueTableRules: Rule[] = [
  ruleOfEach(type, 'a table is of the database of the stack', function* ({ DatabaseName }, subject) {
    if (!ofType(subject, 'AWS::Glue::Database').some(({ name }) => name === DatabaseName))
      yield `is of ${DatabaseName}`;
  }),
  ruleOfEach(type, 'a table lies where a delivery stream puts its objects', function* (properties, subject) {
    if (writersOf(properties, subject).length === 0) yield `lies at ${tableOf(properties).location}`;
  }),
  ruleOfEach(
    type,
    'the folders that a table projects are those that its delivery stream makes',
    function* (properties, subject) {
      const template = tableOf(properties).parameters['storage.location.template'] ?? '';
      for (const { logicalId, properties: stream } of writersOf(properties, subject)) {
        const { prefix } = destinationOf(stream);
        const made = prefix.replace(/!\{(?:partitionKeyFrom\w+|timestamp):[^}]*\}/g, '*');
        const projected = template.replace(/^s3:\/\/[^/]+\//, '').replace(/\$\{[^}]*\}/g, '*');
        if (made !== projected) yield `looks under ${projected}, and ${logicalId} writes under ${made}`;
      }
    },
  ),
  ruleOfEach(
    type,
    'every partition key is projected, by a type that Athena knows, and stands in the path',
    function* (properties) {
      const { keys, parameters } = tableOf(properties);
      if (parameters['projection.enabled'] !== 'true') yield 'projects nothing: no partition is ever registered';
      for (const { Name } of keys) {
        const projection = parameters[`projection.${Name}.type`];
        if (!['date', 'enum', 'injected', 'integer'].includes(String(projection)))
          yield `projects ${Name} as ${projection}`;
        if (!parameters['storage.location.template']?.includes(`\${${Name}}`)) yield `has ${Name} in no path`;
      }
      for (const name of Object.keys(parameters)) {
        const [, key] = /^projection\.(\w+)\.type$/.exec(name) ?? [];
        if (key && !keys.some(({ Name }) => Name === key)) yield `projects ${key}, which is no partition key`;
      }
    },
  ),
  ruleOfEach(
    type,
    'a projection of dates is written as the folders are, and ends tomorrow, for a zone may be ahead of UTC',
    function* (properties, subject) {
      const { keys, parameters } = tableOf(properties);
      for (const { Name } of keys.filter((key) => parameters[`projection.${key.Name}.type`] === 'date')) {
        const [format = '', range = ''] = ['format', 'range'].map((what) => parameters[`projection.${Name}.${what}`]);
        if (!/,NOW\+(?:1DAYS?|2[4-9]HOURS)$/.test(range)) yield `projects ${Name} over ${range}`;
        const first = range.split(',')[0]!;
        if (first.replace(/\d/g, '0') !== format.replace(/[A-Za-z]/g, '0'))
          yield `projects ${Name} from ${first}, which is not ${format}`;
        for (const { properties: stream } of writersOf(properties, subject)) {
          const [, written] = /!\{timestamp:([^}]*)\}/.exec(destinationOf(stream).prefix) ?? [];
          if (written && written !== format) yield `projects ${Name} as ${format}, and folders are ${written}`;
        }
        const needsInterval = format.includes('HH');
        if (needsInterval && parameters[`projection.${Name}.interval.unit`] !== 'HOURS')
          yield `counts ${Name} in other steps than hours`;
      }
    },
  ),
  ruleOfEach(
    type,
    'columns are named in lower case, each once, and no partition key is a column too',
    function* (properties) {
      const { columns, keys } = tableOf(properties);
      const names = [...columns, ...keys].map(({ Name }) => Name);
      for (const name of names.filter((name) => !/^[a-z][a-z0-9_]*$/.test(name))) yield `has a column ${name}`;
      for (const name of names.filter((name, index) => names.indexOf(name) !== index)) yield `has ${name} twice`;
    },
  ),
  ruleOfEach(type, 'columns have types that Athena knows, and say what they hold', function* (properties) {
    for (const { Name, Type, Comment } of [...tableOf(properties).columns, ...tableOf(properties).keys] as (Column & {
      Comment?: string;
    })[]) {
      if (!columnType.test(Type)) yield `has ${Name} of type ${Type}`;
      if (!Comment) yield `does not say what ${Name} is`;
    }
  }),
  ruleOfEach(
    type,
    'a table is read by a SerDe that reads every row, and the one of its format',
    function* (properties, subject) {
      const { serde } = tableOf(properties);
      if (!serdes.includes(serde)) yield `is read by ${serde}`;
      const isParquet = writersOf(properties, subject).some(
        ({ properties: stream }) => destinationOf(stream).isConverted,
      );
      if (serdes.includes(serde) && isParquet !== serde.includes('parquet')) yield `is read by ${serde}`;
    },
  ),
  {
    name: 'every delivery stream into the lake has a table over its objects',
    *violations(subject) {
      const tables = ofType(subject, type);
      for (const stream of ofType(subject, deliveryStreamType)) {
        const found = tables.some(({ properties }) => writersOf(properties, subject).includes(stream));
        if (!found && !unread[stream.logicalId]) yield `${stream.logicalId} has none`;
      }
    },
  },
];
