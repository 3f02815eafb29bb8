import { add, type Mutations, remove, reword, set } from './mutation.ts';

export const templateMutations: Mutations = {
  'every resource keeps to the specification of its type, and refers only to what is there': [
    { breaks: 'a misspelt property', change: set('ChangeStream', 'Properties/RetentionPeriodHour', 24) },
    {
      breaks: 'a required property left out',
      change: set('ChatByTimeGlueTable', 'Properties/DatabaseName', undefined),
    },
    { breaks: 'a text for a number', change: set('ChangeStream', 'Properties/RetentionPeriodHours', 'a day') },
    { breaks: 'a reference to nothing', change: remove('AlarmTopic') },
  ],
  'every condition that is named is there, and every one that is there is named': [
    { breaks: 'a condition misspelt', change: set('AlarmEmail', 'Condition', 'HasAlarmMail') },
    {
      breaks: 'a condition that nothing needs',
      change(template) {
        template.Conditions = { ...template.Conditions, IsProd: { 'Fn::Equals': ['dev', 'prod'] } };
      },
    },
  ],
  'nothing of the framework is left unresolved': [
    {
      breaks: "a variable of the framework in a query's text",
      change: set('LakeWorkgroup', 'Properties/Description', 'Stage ${sls:stage}'),
    },
  ],
  'no resource waits for itself': [
    {
      breaks: 'a role that trusts its delivery stream by attribute',
      change: set(
        'ChatByTimeDeliveryRole',
        'Properties/AssumeRolePolicyDocument/Statement/0/Condition/ArnEquals/aws:SourceArn',
        { 'Fn::GetAtt': ['ChatByTimeDeliveryStream', 'Arn'] },
      ),
    },
    {
      breaks: 'a table and its stream that wait for each other',
      change: set('ChangeStream', 'DependsOn', ['ChatMessagesTable']),
    },
  ],
  'the text is plain ASCII, for CloudFormation turns anything else into question marks': [
    { breaks: 'an arrow in a description', change: reword('LakeWorkgroup', 'chat lake', 'chat → lake') },
  ],
  'the template fits into what CloudFormation takes': [
    {
      breaks: 'more resources than a stack holds',
      change(template) {
        for (let index = 0; index < 500; index += 1) {
          add(`Wait${index}`, 'AWS::CloudFormation::WaitConditionHandle', {})(template);
        }
      },
    },
  ],
  'every output says what it is': [
    {
      breaks: 'an output without a description',
      change({ Outputs }) {
        Outputs.LakeBucketName = { Value: Outputs.LakeBucketName?.Value };
      },
    },
  ],
};
