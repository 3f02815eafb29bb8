import { type Rule, ruleOfEach } from './rule.ts';

/** Schedules that a parameter of the stage switches on. */
const switchedByParameter = ['DlqReprocessorSchedule'];

/** What CloudFormation takes without a word, and what then does nothing. */
export const switchRules: Rule[] = [
  ruleOfEach('AWS::CloudWatch::Alarm', 'no alarm is muted', function* ({ ActionsEnabled }) {
    if (ActionsEnabled !== undefined && ActionsEnabled !== true) yield 'is';
  }),
  ruleOfEach(
    'AWS::Events::Rule',
    'every schedule runs, but one that a parameter switches on',
    function* ({ State }, _subject, { logicalId }) {
      if (State !== undefined && State !== 'ENABLED' && !switchedByParameter.includes(logicalId)) yield `is ${State}`;
    },
  ),
  ruleOfEach(
    'AWS::Lambda::EventSourceMapping',
    'a function is told of all that its source has',
    function* ({ Enabled, FilterCriteria }) {
      if (Enabled !== undefined && Enabled !== true) yield 'tells nothing';
      if (FilterCriteria !== undefined) yield 'leaves something out';
    },
  ),
  ruleOfEach('AWS::Athena::WorkGroup', 'analysts can ask', function* ({ State }) {
    if (State !== undefined && State !== 'ENABLED') yield `is ${State}`;
  }),
];
