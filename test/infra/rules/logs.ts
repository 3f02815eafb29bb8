import { at } from '../../support/template-parts.ts';
import { ofType, type Properties, type Rule, ruleOfEach, type Subject } from './rule.ts';

const logGroups = (subject: Subject) =>
  ofType(subject, 'AWS::Logs::LogGroup').map(({ properties }) => properties.LogGroupName);

const groupOf = ({ FunctionName, LoggingConfig }: Properties) =>
  at(LoggingConfig, 'LogGroup') ?? `/aws/lambda/${FunctionName}`;

export const logRules: Rule[] = [
  ruleOfEach('AWS::Logs::LogGroup', 'every log group forgets', function* ({ RetentionInDays }) {
    if (typeof RetentionInDays !== 'number') yield 'keeps everything for ever';
  }),
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html
  ruleOfEach(
    'AWS::Logs::LogGroup',
    'every log group is of the class that can do all: metrics are read out of its lines',
    function* ({ LogGroupClass = 'STANDARD' }) {
      if (LogGroupClass !== 'STANDARD') yield `is of the class ${LogGroupClass}`;
    },
  ),
  {
    name: 'a function is made after its log group, for one that is called before makes its own, and the deployment fails',
    *violations(subject) {
      for (const { logicalId, properties } of ofType(subject, 'AWS::Lambda::Function')) {
        const group = ofType(subject, 'AWS::Logs::LogGroup').find((one) => one.name === groupOf(properties));
        const waited = [subject.template.Resources[logicalId]?.DependsOn ?? []].flat();
        if (group && !waited.includes(group.logicalId)) yield `${logicalId} does not wait for ${group.logicalId}`;
      }
    },
  },
  ruleOfEach(
    'AWS::Lambda::Function',
    'every function writes to a log group of the stack, for one that Lambda made would outlive it and forget nothing',
    function* (properties, subject) {
      const group = groupOf(properties);
      if (!logGroups(subject).includes(group)) yield `writes to ${group}`;
    },
  ),
  ruleOfEach(
    'AWS::KinesisFirehose::DeliveryStream',
    'every delivery stream says its errors to a log stream of the stack, which it does not make itself',
    function* ({ ExtendedS3DestinationConfiguration }, subject) {
      const options = at(ExtendedS3DestinationConfiguration, 'CloudWatchLoggingOptions');
      const [group, stream] = [at(options, 'LogGroupName'), at(options, 'LogStreamName')];
      const known = ofType(subject, 'AWS::Logs::LogStream').some(
        ({ properties }) => properties.LogGroupName === group && properties.LogStreamName === stream,
      );
      if (at(options, 'Enabled') !== true) yield 'logs nothing';
      else if (!known || !logGroups(subject).includes(group)) yield `writes to ${group}, ${stream}`;
    },
  ),
];
