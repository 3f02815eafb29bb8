import { add, both, type Mutations, remove, reword, set } from './mutation.ts';

const s3 = 'Properties/ExtendedS3DestinationConfiguration';
const specimen = 'SpecimenDeliveryStream';
const byTime = 'ChatByTimeGlueTable';
const byLivestream = 'ChatByLivestreamGlueTable';
const parameters = 'Properties/TableInput/Parameters';
const late = 'ChatByTimeDeliveryLateAlarm';

/** Tables, queries, alarms and graphs. */
export const readingMutations: Mutations = {
  'a table lies where a delivery stream puts its objects': [
    {
      breaks: 'a table over another table',
      change: both(
        set(byLivestream, 'Properties/TableInput/StorageDescriptor/Location', {
          'Fn::Sub': 's3://${LakeBucket}/chat/',
        }),
        tableMore,
      ),
    },
  ],
  'the folders that a table projects are those that its delivery stream makes': [
    { breaks: 'folders in lower case', change: reword(byLivestream, 'LivestreamID=', 'livestreamid=') },
    {
      breaks: 'a folder more',
      change: set(byTime, `${parameters}/storage.location.template`, {
        'Fn::Sub': 's3://${LakeBucket}/chat/by-time/hour=${!hour}/',
      }),
    },
  ],
  'every partition key is projected, by a type that Athena knows, and stands in the path': [
    { breaks: 'projection switched off', change: set(byTime, `${parameters}/projection.enabled`, 'false') },
    {
      breaks: 'a type that is none',
      change: set(byLivestream, `${parameters}/projection.livestreamid.type`, 'inject'),
    },
    { breaks: 'a projection of what is no key', change: set(byTime, `${parameters}/projection.day.type`, 'date') },
  ],
  'a projection of dates is written as the folders are, and ends tomorrow, for a zone may be ahead of UTC': [
    {
      breaks: 'a range that ends now',
      change: set(byTime, `${parameters}/projection.hour.range`, '2024/01/01/00,NOW'),
    },
    { breaks: 'days for hours', change: set(byTime, `${parameters}/projection.hour.format`, 'yyyy/MM/dd') },
    {
      breaks: 'a beginning written otherwise',
      change: set(byTime, `${parameters}/projection.hour.range`, '2024-01-01,NOW+1DAYS'),
    },
  ],
  'columns are named in lower case, each once, and no partition key is a column too': [
    {
      breaks: 'a column in capitals',
      change: set(byTime, 'Properties/TableInput/StorageDescriptor/Columns/1/Name', 'UID'),
    },
    {
      breaks: 'a partition key that is a column too',
      change: set(byLivestream, 'Properties/TableInput/StorageDescriptor/Columns/0/Name', 'livestreamid'),
    },
  ],
  'columns have types that Athena knows, and say what they hold': [
    {
      breaks: 'a type that is none',
      change: set(byTime, 'Properties/TableInput/StorageDescriptor/Columns/1/Type', 'number'),
    },
    {
      breaks: 'a column without a word',
      change: set(byTime, 'Properties/TableInput/StorageDescriptor/Columns/1/Comment', undefined),
    },
  ],
  'a table is read by a SerDe that reads every row, and the one of its format': [
    {
      breaks: 'the SerDe that loses count',
      change: reword(byTime, 'org.apache.hive.hcatalog.data.JsonSerDe', 'org.openx.data.jsonserde.JsonSerDe'),
    },
    {
      breaks: 'Parquet read as JSON',
      change: reword(
        'SpecimenGlueTable',
        'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe',
        'org.apache.hive.hcatalog.data.JsonSerDe',
      ),
    },
  ],
  'every delivery stream into the lake has a table over its objects': [
    {
      breaks: 'objects that nobody can ask',
      change: both(
        remove('SpecimenGlueTable'),
        set(specimen, `${s3}/DataFormatConversionConfiguration`, undefined),
        set(specimen, `${s3}/CompressionFormat`, 'GZIP'),
        set(specimen, `${s3}/FileExtension`, '.json.gz'),
      ),
    },
  ],
  'a saved query reads tables and views that are there': [
    { breaks: 'a table misspelt', change: reword('MessagesPerMinuteQuery', 'chat_by_time', 'chat_by_hour') },
  ],
  'a saved query names one value of every injected partition, as Athena demands': [
    {
      breaks: 'a query over all livestreams',
      change: reword('BroadcastInOrderQuery', "WHERE livestreamid = 'live-1'", 'WHERE uid > 0'),
    },
  ],
  'a saved query runs in the workgroup and the database of the stack': [
    { breaks: 'the default workgroup', change: set('MessagesPerMinuteQuery', 'Properties/WorkGroup', 'primary') },
  ],
  'an alarm says in its name and its text how urgent it is, and fits into what CloudWatch takes': [
    { breaks: 'a page that calls itself a ticket', change: reword(late, 'PAGE. ', 'TICKET. ') },
    { breaks: 'a text too long', change: reword(late, 'PAGE. ', `PAGE. ${'Hurry. '.repeat(150)}`) },
  ],
  'an alarm says what to do, in a section of the runbook': [
    {
      breaks: 'a section that is not there',
      change: reword(late, 'runbook.md#delivery-late', 'runbook.md#deliver-late'),
    },
  ],
  'an alarm tells a topic of the stack when it rings, and when it stops': [
    { breaks: 'an alarm that nobody hears', change: set(late, 'Properties/AlarmActions', undefined) },
    { breaks: 'an alarm that never says it is over', change: set(late, 'Properties/OKActions', []) },
    {
      breaks: 'a topic of somebody else',
      change: set(late, 'Properties/OKActions', ['arn:aws:sns:us-east-1:111111111111:alarms']),
    },
  ],
  'no data are no alarm, or somebody is told of their end': [
    {
      breaks: 'an alarm without data that nobody hears of',
      change: set(late, 'Properties/TreatMissingData', 'missing'),
    },
    { breaks: 'what is missing ignored', change: set(late, 'Properties/TreatMissingData', 'ignore') },
  ],
  'an alarm looks at whole periods, at no more than CloudWatch keeps, and can ring': [
    { breaks: 'a period of 90 s', change: set(late, 'Properties/Period', 90) },
    {
      breaks: 'more than a day of minutes',
      change: both(set(late, 'Properties/Period', 60), set(late, 'Properties/EvaluationPeriods', 1441)),
    },
    {
      breaks: 'four periods out of three',
      change: set('ChatByTimeDeliveryFailingAlarm', 'Properties/DatapointsToAlarm', 4),
    },
  ],
  'an alarm tells its threshold in the unit of its metric, and asks for data of no unit': [
    { breaks: 'a threshold other than its text', change: set(late, 'Properties/Threshold', 201) },
    { breaks: 'milliseconds for seconds', change: reword(late, ' Seconds in', ' Milliseconds in') },
    { breaks: 'a unit that hides data', change: set(late, 'Properties/Unit', 'Seconds') },
  ],
  'an alarm on freshness rings later than one and a half buffers explain': [
    { breaks: 'an alarm for every buffer', change: reword(late, '200', '90') },
  ],
  'every metric that an alarm watches is one that a function of the template or a service of AWS emits, under these dimensions':
    [
      {
        breaks: 'a metric that nobody counts',
        change: set('ChatByTimeProcessingFailedAlarm', 'Properties/MetricName', 'Failed'),
      },
      {
        breaks: 'a dimension that Powertools does not emit',
        change: set('ChatByTimeProcessingFailedAlarm', 'Properties/Dimensions/2', {
          Name: 'function_name',
          Value: 'x',
        }),
      },
      {
        breaks: 'a delivery stream of another name',
        change: set('ChatByTimeProcessingFailedAlarm', 'Properties/Dimensions/1/Value', 'chat-by-hour'),
      },
      {
        breaks: 'a metric of AWS misspelt',
        change: set('ChatByTimeReadingThrottledAlarm', 'Properties/MetricName', 'ThrottledGetShardIterators'),
      },
    ],
  'every metric that a graph shows is one that somebody emits': [
    { breaks: 'a graph of what nobody counts', change: reword('Dashboard', 'ReplayParked', 'ReplayPutAside') },
  ],
  'what an alarm or a graph watches is a resource of the template': [
    {
      breaks: 'a function of another stage',
      change: set(
        'DlqInventoryFunctionNearTimeoutAlarm',
        'Properties/Dimensions/0/Value',
        'tributary-prod-dlq-inventory',
      ),
    },
  ],
  'an alarm and a graph ask for a statistic that the metric has': [
    { breaks: 'a sum of shares', change: set('ChatByTimeTransformFailingAlarm', 'Properties/Statistic', 'Sum') },
    {
      breaks: 'an average of errors',
      change: set('DlqInventoryFunctionErrorsAlarm', 'Properties/Statistic', 'Average'),
    },
  ],
  'every table that is captured, every delivery stream and every function is watched': [
    {
      breaks: 'a delivery stream whose lateness nobody sees',
      change: set(late, 'Properties/Dimensions/0/Value', { Ref: 'ChatByLivestreamDeliveryStream' }),
    },
    {
      breaks: 'a function whose errors nobody sees',
      change: set('DlqInventoryFunctionErrorsAlarm', 'Properties/Dimensions/0/Value', {
        Ref: 'SpecimenLambdaFunction',
      }),
    },
  ],
};

/** A table more, that lies where the delivery stream's objects do. */
function tableMore(template: Parameters<ReturnType<typeof add>>[0]): void {
  const { Properties } = structuredClone(template.Resources[byLivestream]!);
  const { TableInput } = Properties as { TableInput: { Name: string; StorageDescriptor: { Location: unknown } } };
  TableInput.Name = 'more';
  TableInput.StorageDescriptor.Location = { 'Fn::Sub': 's3://${LakeBucket}/chat/by-livestream/' };
  add('MoreGlueTable', 'AWS::Glue::Table', Properties)(template);
}
