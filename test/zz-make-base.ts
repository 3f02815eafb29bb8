import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { bundleFunction } from './support/bundle-function.ts';
const [base, out] = process.argv.slice(2);
cpSync(base!, out!, { recursive: true });
const { code } = await bundleFunction('functions/ddb-fanout/handler.ts');
writeFileSync(`${out}/ddb-fanout.zip`, zipSync({ 'functions/ddb-fanout/handler.cjs': code }));
for (const f of ['cloudformation-template-update-stack.json']) {
  const t = JSON.parse(readFileSync(`${out}/${f}`, 'utf8'));
  const any = t.Resources.FirehoseDashtransformLambdaFunction.Properties;
  const table = Object.keys(t.Resources).find((id) => t.Resources[id].Type === 'AWS::DynamoDB::Table')!;
  const bucket = Object.keys(t.Resources).find((id) => t.Resources[id].Properties?.BucketName?.['Fn::Sub']?.includes('lake') || id === 'LakeBucket')!;
  console.log(table, bucket, Object.keys(any.Environment.Variables));
  Object.assign(t.Resources, {
    Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'tributary-dev-changes' } },
    Dlq: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'tributary-dev-moderation-dlq', SqsManagedSseEnabled: true } },
    Moderation: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'tributary-dev-moderation', RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['Dlq', 'Arn'] }, maxReceiveCount: 5 } } },
    ModerationTopic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'tributary-dev-moderation' } },
    ModerationSub: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn: { Ref: 'ModerationTopic' }, Protocol: 'sqs', Endpoint: { 'Fn::GetAtt': ['Moderation', 'Arn'] }, RawMessageDelivery: true, FilterPolicy: { type: ['ChatMessage.Created', 'ChatMessage.Updated'] } } },
    Archive: { Type: 'AWS::KinesisFirehose::DeliveryStream', Properties: { DeliveryStreamName: 'tributary-dev-changes-archive', DeliveryStreamType: 'DirectPut', ExtendedS3DestinationConfiguration: {
      BucketARN: { 'Fn::GetAtt': [bucket, 'Arn'] }, RoleARN: 'arn:aws:iam::000000000000:role/x', Prefix: 'changes/!{timestamp:yyyy/MM/dd/HH}/', ErrorOutputPrefix: 'errors/changes-archive/!{firehose:error-output-type}/!{timestamp:yyyy/MM/dd/HH}/', CompressionFormat: 'GZIP', BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 } } } },
    DdbDashfanoutLambdaFunction: { Type: 'AWS::Lambda::Function', Properties: { ...any, FunctionName: 'tributary-dev-ddb-fanout', Handler: 'functions/ddb-fanout/handler.handler', Timeout: 60, MemorySize: 1024, Code: { ...any.Code, S3Key: 'x/ddb-fanout.zip' },
      Environment: { Variables: { POWERTOOLS_SERVICE_NAME: 'ddb-fanout', POWERTOOLS_METRICS_NAMESPACE: 'Tributary/dev', POWERTOOLS_LOG_LEVEL: 'INFO', LAKE_BUCKET: { Ref: bucket }, LAKE_BUCKET_OWNER: { Ref: 'AWS::AccountId' }, EVENT_BUS_NAME: { Ref: 'Bus' }, MODERATION_TOPIC_ARN: { Ref: 'ModerationTopic' }, CHANGES_ARCHIVE_NAME: { Ref: 'Archive' }, LIVESTREAM_STREAM_NAME: 'none', LIVESTREAM_QUEUE_URL: 'none' } } } },
    FanOutMapping: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: { 'Fn::GetAtt': [table, 'StreamArn'] }, FunctionName: { 'Fn::GetAtt': ['DdbDashfanoutLambdaFunction', 'Arn'] }, StartingPosition: 'TRIM_HORIZON', BatchSize: 500, MaximumBatchingWindowInSeconds: 1, MaximumRetryAttempts: 10, MaximumRecordAgeInSeconds: 3600, BisectBatchOnFunctionError: true, FunctionResponseTypes: ['ReportBatchItemFailures'], DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [bucket, 'Arn'] } } } } },
  });
  writeFileSync(`${out}/${f}`, JSON.stringify(t, null, 1));
}
