import { both, type Mutations, reword, set } from './mutation.ts';

const byTime = 'ChatByTimeDeliveryStream';
const byLivestream = 'ChatByLivestreamDeliveryStream';
const accessLog = 'AccessLogDeliveryStream';
const specimen = 'SpecimenDeliveryStream';
const s3 = 'Properties/ExtendedS3DestinationConfiguration';

/** Delivery streams. */
export const deliveringMutations: Mutations = {
  'a prefix is made of what Firehose knows, and is not too long': [
    {
      breaks: 'a namespace that is none',
      change: set(
        byTime,
        `${s3}/ErrorOutputPrefix`,
        'errors/chat-by-time/!{firehose:error-output-type}/!{time:yyyy/MM/dd/HH}/',
      ),
    },
    {
      breaks: 'an expression without its end',
      change: set(
        byTime,
        `${s3}/ErrorOutputPrefix`,
        'errors/chat-by-time/!{firehose:error-output-type}/!{timestamp:HH/',
      ),
    },
    {
      breaks: 'a prefix longer than its limit',
      change: set(
        byTime,
        `${s3}/ErrorOutputPrefix`,
        `errors/chat-by-time/!{firehose:error-output-type}/${'x'.repeat(1024)}/`,
      ),
    },
  ],
  'a prefix ends in a slash, for names of objects follow it': [
    {
      breaks: 'an error prefix without its slash',
      change: set(
        byTime,
        `${s3}/ErrorOutputPrefix`,
        'errors/chat-by-time/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}',
      ),
    },
  ],
  'partition keys stand in the prefix where partitioning is dynamic, and nowhere else': [
    {
      breaks: 'keys without partitioning',
      change: set(byLivestream, `${s3}/DynamicPartitioningConfiguration`, { Enabled: false }),
    },
    {
      breaks: 'partitioning without keys',
      change: set(byTime, `${s3}/DynamicPartitioningConfiguration`, { Enabled: true }),
    },
  ],
  'the type of error stands in the error prefix, and in no other': [
    {
      breaks: 'errors of all types in one folder',
      change: set(byTime, `${s3}/ErrorOutputPrefix`, 'errors/chat-by-time/!{timestamp:yyyy/MM/dd/HH}/'),
    },
  ],
  'no partition key stands in an error prefix: a failed record has none': [
    {
      breaks: 'errors by livestream',
      change: set(
        byLivestream,
        `${s3}/ErrorOutputPrefix`,
        'errors/chat-by-livestream/!{firehose:error-output-type}/!{partitionKeyFromLambda:LivestreamID}/',
      ),
    },
  ],
  'rows of one delivery stream do not lie among those of another, nor failed records but under the name of theirs': [
    {
      breaks: 'errors of two delivery streams in one folder',
      change: set(
        byLivestream,
        `${s3}/ErrorOutputPrefix`,
        'errors/chat-by-time/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/',
      ),
    },
  ],
  'a delivery buffer is as large and as late as Firehose takes': [
    { breaks: 'a buffer of 129 MB', change: set(byTime, `${s3}/BufferingHints/SizeInMBs`, 129) },
    { breaks: 'a buffer without its size', change: set(byTime, `${s3}/BufferingHints/SizeInMBs`, undefined) },
  ],
  'a buffer has at least 64 MB and a minute where objects are partitioned or converted': [
    { breaks: '63 MB with dynamic partitioning', change: set(byLivestream, `${s3}/BufferingHints/SizeInMBs`, 63) },
    {
      breaks: 'half a minute with dynamic partitioning',
      change: set(byLivestream, `${s3}/BufferingHints/IntervalInSeconds`, 30),
    },
  ],
  'processors are switched on, for left out that means off': [
    { breaks: 'a transform that is off', change: set(byTime, `${s3}/ProcessingConfiguration/Enabled`, undefined) },
  ],
  'a processor is one that Firehose knows, and is told what it understands': [
    { breaks: 'a misspelt parameter', change: reword(byTime, '"NumberOfRetries"', '"Retries"') },
    {
      breaks: 'a parameter of another processor',
      change: reword(
        specimen,
        '"JsonParsingEngine","ParameterValue":"JQ-1.6"}',
        '"JsonParsingEngine","ParameterValue":"JQ-1.6"},{"ParameterName":"Delimiter","ParameterValue":"x"}',
      ),
    },
  ],
  'both buffer hints of a transform are set, within what Firehose takes, and its retries too': [
    {
      breaks: 'one hint without the other',
      change: set(byTime, `${s3}/ProcessingConfiguration/Processors/0/Parameters/3`, {
        ParameterName: 'NumberOfRetries',
        ParameterValue: '3',
      }),
    },
    {
      breaks: 'batches larger than Lambda takes',
      change: set(byTime, `${s3}/ProcessingConfiguration/Processors/0/Parameters/2/ParameterValue`, '4'),
    },
    {
      breaks: 'more retries than there are',
      change: set(byTime, `${s3}/ProcessingConfiguration/Processors/0/Parameters/4/ParameterValue`, '301'),
    },
  ],
  'a jq query extracts the keys that the prefix takes from it, and no others': [
    { breaks: 'a query for another key', change: reword(specimen, '{client_id:.client_id}', '{client:.client_id}') },
    { breaks: 'a newer jq', change: reword(specimen, 'JQ-1.6', 'JQ-1.7') },
  ],
  'what is converted is compressed by its format alone, what is not is compressed whole': [
    { breaks: 'Parquet within gzip', change: set(specimen, `${s3}/CompressionFormat`, 'GZIP') },
    {
      breaks: 'plain JSON',
      change: both(set(byTime, `${s3}/CompressionFormat`, 'UNCOMPRESSED'), set(byTime, `${s3}/FileExtension`, '.json')),
    },
  ],
  "the end of an object's name tells what is in it": [
    { breaks: 'gzip that says it is none', change: set(byTime, `${s3}/FileExtension`, '.json') },
    { breaks: 'an extension that Firehose does not take', change: set(byTime, `${s3}/FileExtension`, 'JSON.gz') },
  ],
  'rows are converted by the columns of a table of the stack, from one format into one': [
    {
      breaks: 'a table that is not there',
      change: set(accessLog, `${s3}/DataFormatConversionConfiguration/SchemaConfiguration/TableName`, 'accessLogs'),
    },
    {
      breaks: 'the columns of other rows',
      change: set(accessLog, `${s3}/DataFormatConversionConfiguration/SchemaConfiguration/TableName`, {
        Ref: 'ChatByTimeGlueTable',
      }),
    },
    {
      breaks: 'from two formats',
      change: set(
        accessLog,
        `${s3}/DataFormatConversionConfiguration/InputFormatConfiguration/Deserializer/HiveJsonSerDe`,
        {},
      ),
    },
    {
      breaks: 'a schema of no region',
      change: set(accessLog, `${s3}/DataFormatConversionConfiguration/SchemaConfiguration/Region`, undefined),
    },
  ],
  'hours are of a zone that Firehose knows': [
    { breaks: 'a misspelt city', change: set(byTime, `${s3}/CustomTimeZone`, 'Asia/Soul') },
    { breaks: 'an offset', change: set(byTime, `${s3}/CustomTimeZone`, '+09:00') },
  ],
  'a delivery stream has the source that its type says, in the stack': [
    {
      breaks: 'a source without its type',
      change: both(
        set(byTime, 'Properties/DeliveryStreamType', 'DirectPut'),
        set(byTime, 'Properties/DeliveryStreamEncryptionConfigurationInput', { KeyType: 'AWS_OWNED_CMK' }),
      ),
    },
    {
      breaks: 'encryption of what the stream has encrypted',
      change: set(byTime, 'Properties/DeliveryStreamEncryptionConfigurationInput', { KeyType: 'AWS_OWNED_CMK' }),
    },
    {
      breaks: 'a stream of somebody else',
      change: both(
        set(
          byTime,
          'Properties/KinesisStreamSourceConfiguration/KinesisStreamARN',
          'arn:aws:kinesis:us-east-1:111111111111:stream/changes',
        ),
      ),
    },
  ],
  'a delivery stream delivers into a bucket of the stack by one role for all that it does': [
    {
      breaks: 'the role of another delivery stream for its transform',
      change: set(byTime, `${s3}/ProcessingConfiguration/Processors/0/Parameters/1/ParameterValue`, {
        'Fn::GetAtt': ['ChatByLivestreamDeliveryRole', 'Arn'],
      }),
    },
  ],
  'a table sends changes only when every delivery stream listens: Firehose reads from its own creation on': [
    { breaks: 'a table that waits for one of two', change: set('ChatMessagesTable', 'DependsOn', [byTime]) },
    { breaks: 'a table that waits for none', change: set('ChatMessagesTable', 'DependsOn', undefined) },
  ],
};
