import { both, type Mutations, remove, set } from './mutation.ts';

const transform = 'FirehoseDashtransformLambdaFunction';

/** Functions, and what calls them. */
export const runningMutations: Mutations = {
  'every function runs on the runtime that its bundle is built for': [
    { breaks: 'an older runtime', change: set(transform, 'Properties/Runtime', 'nodejs20.x') },
    { breaks: 'another processor', change: set(transform, 'Properties/Architectures', ['x86_64']) },
  ],
  'every function has the memory, time and disk that Lambda can give': [
    { breaks: 'too little memory', change: set('DlqDashinventoryLambdaFunction', 'Properties/MemorySize', 64) },
    {
      breaks: 'more than a quarter of an hour',
      change: set('DlqDashreprocessorLambdaFunction', 'Properties/Timeout', 901),
    },
  ],
  'a function whose concurrency is reserved can run': [
    {
      breaks: 'a function that never runs',
      change: set('DlqDashreprocessorLambdaFunction', 'Properties/ReservedConcurrentExecutions', 0),
    },
  ],
  'every environment fits into what Lambda takes, and sets nothing that is reserved': [
    {
      breaks: 'five kilobytes of environment',
      change: set(transform, 'Properties/Environment/Variables/NOTES', 'x'.repeat(5000)),
    },
    {
      breaks: 'the region set by hand',
      change: set(transform, 'Properties/Environment/Variables/AWS_REGION', 'us-east-1'),
    },
  ],
  'every function counts under its stage and a name of its own service': [
    {
      breaks: 'a function that counts for all stages',
      change: set(
        'SpecimenLambdaFunction',
        'Properties/Environment/Variables/POWERTOOLS_METRICS_NAMESPACE',
        'Tributary',
      ),
    },
  ],
  'a scheduled function is done before it is called again': [
    {
      breaks: 'a schedule faster than the function',
      change: set('DlqInventorySchedule', 'Properties/ScheduleExpression', 'rate(1 minute)'),
    },
  ],
  'a rule may call its target: a function by a permission, all else by a role or a policy': [
    { breaks: 'a schedule without its permission', change: remove('DlqInventorySchedulePermission') },
    {
      breaks: 'a permission for another rule',
      change: set('DlqInventorySchedulePermission', 'Properties/SourceArn', {
        'Fn::GetAtt': ['DlqReprocessorSchedule', 'Arn'],
      }),
    },
  ],
  'every event source mapping keeps to the limits of its source': [
    { breaks: 'a batch too large', change: set('DdbFanoutMapping', 'Properties/BatchSize', 10_001) },
    {
      breaks: 'eleven batches of a shard at once',
      change: set('DdbFanoutMapping', 'Properties/ParallelizationFactor', 11),
    },
    { breaks: 'no beginning', change: set('DdbFanoutMapping', 'Properties/StartingPosition', undefined) },
    {
      breaks: 'records given up after a second',
      change: set('DdbFanoutMapping', 'Properties/MaximumRecordAgeInSeconds', 1),
    },
  ],
  'a function tells which of a batch failed, so that the others are not repeated': [
    {
      breaks: 'whole batches repeated',
      change: set('DdbFanoutMapping', 'Properties/FunctionResponseTypes', undefined),
    },
  ],
  'no record blocks its shard for ever: tries end, and what is given up is kept': [
    {
      breaks: 'tries without end',
      change: both(
        set('DdbFanoutMapping', 'Properties/MaximumRetryAttempts', undefined),
        set('DdbFanoutMapping', 'Properties/MaximumRecordAgeInSeconds', undefined),
      ),
    },
    {
      breaks: 'records given up without a trace',
      change: set('DdbFanoutMapping', 'Properties/DestinationConfig', undefined),
    },
  ],
  'a transform answers within the five minutes that Firehose waits': [
    { breaks: 'a transform that takes ten', change: set(transform, 'Properties/Timeout', 600) },
  ],
  'a transform emits the keys that the prefix takes from it, and no others': [
    {
      breaks: 'a transform that emits none',
      change: set(transform, 'Properties/Environment/Variables/PARTITION_KEYS', ''),
    },
    {
      breaks: 'a key that the prefix does not take',
      change: set(
        'FirehoseDashtransformDashbyDashtimeLambdaFunction',
        'Properties/Environment/Variables/PARTITION_KEYS',
        'LivestreamID',
      ),
    },
  ],
  'no variable of a function is called what a secret is called': [
    {
      breaks: 'a password in the environment',
      change: set(transform, 'Properties/Environment/Variables/DATABASE_PASSWORD', 'x'),
    },
    {
      breaks: 'a token in the environment',
      change: set(transform, 'Properties/Environment/Variables/SLACK_TOKEN', { Ref: 'AWS::Region' }),
    },
  ],
  'no secret stands in the template in plain text': [
    {
      breaks: 'an access key of AWS',
      change: set(transform, 'Properties/Environment/Variables/NOTES', 'AKIAIOSFODNN7EXAMPLE'),
    },
    {
      breaks: 'a password within a URL',
      change: set('DlqInventorySchedule', 'Properties/Description', 'See https://admin:hunter2@example.com/'),
    },
    {
      breaks: 'a private key',
      change: set('DlqInventorySchedule', 'Properties/Description', '-----BEGIN PRIVATE KEY-----'),
    },
  ],
  'no output and no parameter shows a secret': [
    {
      breaks: 'a token among the outputs',
      change({ Outputs }) {
        Outputs.ReplayToken = { Description: 'Give it to nobody.', Value: 'x' };
      },
    },
    {
      breaks: 'a parameter that everybody can read',
      change(template) {
        Object.assign(template, { Parameters: { ApiKey: { Type: 'String', Default: 'none' } } });
      },
    },
  ],
  'a transform is a function of the stack': [
    {
      breaks: 'a function of somebody else',
      change: both(
        set(
          'ChatByTimeDeliveryStream',
          'Properties/ExtendedS3DestinationConfiguration/ProcessingConfiguration/Processors/0/Parameters/0/ParameterValue',
          'arn:aws:lambda:us-east-1:111111111111:function:transform',
        ),
      ),
    },
  ],
  'a transform counts for the delivery stream that calls it': [
    {
      breaks: 'the transform of another layout',
      change: set(
        'ChatByTimeDeliveryStream',
        'Properties/ExtendedS3DestinationConfiguration/ProcessingConfiguration/Processors/0/Parameters/0/ParameterValue',
        { 'Fn::GetAtt': ['DlqDashinventoryLambdaFunction', 'Arn'] },
      ),
    },
  ],
};
