import { at } from '../../support/template-parts.ts';
import { ofType, type Rule, ruleOfEach, type Subject } from './rule.ts';

const logGroups = (subject: Subject) =>
  ofType(subject, 'AWS::Logs::LogGroup').map(({ properties }) => properties.LogGroupName);

export const logRules: Rule[] = [
  ruleOfEach('AWS::Logs::LogGroup', 'every log group forgets', function* ({ RetentionInDays }) {
    if (typeof RetentionInDays !== 'number') yield 'keeps everything for ever';
  }),
  ruleOfEach(
    'AWS::Lambda::Function',
    'every function writes to a log group of the stack, for one that Lambda made would outlive it and forget nothing',
    function* ({ FunctionName, LoggingConfig }, subject) {
      const group = at(LoggingConfig, 'LogGroup') ?? `/aws/lambda/${FunctionName}`;
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
