/** A metric that an AWS service emits by itself, as its page lists it. */
export interface AwsMetric {
  /** Names of its dimensions, exactly. */
  dimensions: string[];
  /** `None`: the page names no unit, for it is a share or a flag. */
  unit: 'Bytes' | 'Count' | 'Milliseconds' | 'None' | 'Seconds';
  /** Statistics that mean something; those that the page calls valid, where it does. */
  statistics: string[];
}

const all = ['Average', 'Maximum', 'Minimum', 'SampleCount', 'Sum'];
const levels = ['Average', 'Maximum', 'Minimum', 'SampleCount'];

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html */
const firstHop = ['TableName', 'DelegatedOperation'];
const dynamodb: Record<string, AwsMetric> = {
  AgeOfOldestUnreplicatedRecord: {
    dimensions: firstHop,
    unit: 'Milliseconds',
    statistics: ['Average', 'Maximum', 'Minimum'],
  },
  // Neither of these two has Sum among its valid statistics.
  FailedToReplicateRecordCount: { dimensions: firstHop, unit: 'Count', statistics: levels },
  ThrottledPutRecordCount: { dimensions: firstHop, unit: 'Count', statistics: levels },
  ConsumedWriteCapacityUnits: { dimensions: ['TableName'], unit: 'Count', statistics: all },
  WriteThrottleEvents: { dimensions: ['TableName'], unit: 'Count', statistics: ['SampleCount', 'Sum'] },
};

/** Stream-level metrics. https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html */
const ofStream = ['StreamName'];
const kinesis: Record<string, AwsMetric> = {
  IncomingRecords: { dimensions: ofStream, unit: 'Count', statistics: all },
  WriteProvisionedThroughputExceeded: { dimensions: ofStream, unit: 'Count', statistics: all },
  'GetRecords.IteratorAgeMilliseconds': { dimensions: ofStream, unit: 'Milliseconds', statistics: levels },
};

/** https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html */
const ofDeliveryStream = ['DeliveryStreamName'];
const firehose: Record<string, AwsMetric> = {
  'DataReadFromKinesisStream.Records': { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  KinesisMillisBehindLatest: { dimensions: ofDeliveryStream, unit: 'Milliseconds', statistics: levels },
  // Of Direct PUT.
  IncomingRecords: { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  IncomingBytes: { dimensions: ofDeliveryStream, unit: 'Bytes', statistics: all },
  ThrottledRecords: { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  ThrottledGetRecords: { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  // "Successful invocations over all invocations": each counts 1 or 0, and the average is the share.
  'ExecuteProcessing.Success': { dimensions: ofDeliveryStream, unit: 'None', statistics: ['Average'] },
  'DeliveryToS3.Success': { dimensions: ofDeliveryStream, unit: 'None', statistics: ['Average'] },
  'DeliveryToS3.Records': { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  'DeliveryToS3.DataFreshness': { dimensions: ofDeliveryStream, unit: 'Seconds', statistics: levels },
  'SucceedConversion.Records': { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  'FailedConversion.Records': { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  PartitionCount: { dimensions: ofDeliveryStream, unit: 'Count', statistics: all },
  PartitionCountExceeded: { dimensions: ofDeliveryStream, unit: 'None', statistics: ['Maximum'] },
};

/** https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
const ofFunction = ['FunctionName'];
const lambda: Record<string, AwsMetric> = {
  Errors: { dimensions: ofFunction, unit: 'Count', statistics: ['Sum'] },
  Throttles: { dimensions: ofFunction, unit: 'Count', statistics: ['Sum'] },
  Duration: { dimensions: ofFunction, unit: 'Milliseconds', statistics: levels },
  IteratorAge: { dimensions: ofFunction, unit: 'Milliseconds', statistics: levels },
  DestinationDeliveryFailures: { dimensions: ofFunction, unit: 'Count', statistics: ['Sum'] },
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html */
const ofQueue = ['QueueName'];
const sqs: Record<string, AwsMetric> = {
  ApproximateAgeOfOldestMessage: { dimensions: ofQueue, unit: 'Seconds', statistics: all },
  ApproximateNumberOfMessagesVisible: { dimensions: ofQueue, unit: 'Count', statistics: all },
};

/** https://docs.aws.amazon.com/sns/latest/dg/sns-monitoring-using-cloudwatch.html */
const sns: Record<string, AwsMetric> = {
  NumberOfNotificationsFailedToRedriveToDlq: {
    dimensions: ['TopicName'],
    unit: 'Count',
    statistics: ['Average', 'Sum'],
  },
};

/** By namespace and name: what alarms and the dashboard use of what AWS emits. */
export const awsMetrics: Record<string, Record<string, AwsMetric>> = {
  'AWS/DynamoDB': dynamodb,
  'AWS/Kinesis': kinesis,
  'AWS/Firehose': firehose,
  'AWS/Lambda': lambda,
  'AWS/SQS': sqs,
  'AWS/SNS': sns,
};

/** The type of resource that each dimension names, and the property that holds its name. */
export const namedByDimension: Record<string, [type: string, property: string]> = {
  TableName: ['AWS::DynamoDB::Table', 'TableName'],
  StreamName: ['AWS::Kinesis::Stream', 'Name'],
  DeliveryStreamName: ['AWS::KinesisFirehose::DeliveryStream', 'DeliveryStreamName'],
  FunctionName: ['AWS::Lambda::Function', 'FunctionName'],
  QueueName: ['AWS::SQS::Queue', 'QueueName'],
  TopicName: ['AWS::SNS::Topic', 'TopicName'],
};
