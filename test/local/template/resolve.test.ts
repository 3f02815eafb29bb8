import { describe, expect, it } from 'vitest';
import { resolveTemplate, TemplateError } from '../../../local/template/resolve.ts';

const surroundings = {
  accountId: '000000000000',
  region: 'eu-west-1',
  stackName: 'tributary-dev',
  endpointUrl: 'http://127.0.0.1:4566',
};
const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Sub': 'lake-${AWS::AccountId}' } } };

/** Resolves one value in a template that also holds resources of several types, a parameter, a condition and a map. */
function resolved(value: unknown) {
  const { resources } = resolveTemplate(
    {
      Parameters: { Zone: { Type: 'String', Default: 'UTC' }, Secret: { Type: 'String' } },
      Conditions: {
        IsUtc: { 'Fn::Equals': [{ Ref: 'Zone' }, 'UTC'] },
        IsKorea: { 'Fn::Not': [{ Condition: 'IsUtc' }] },
      },
      Mappings: { Days: { dev: { Kept: 7 } } },
      Resources: {
        Lake: bucket,
        Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'alarms' } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'moderation' } },
        Changes: { Type: 'AWS::Kinesis::Stream', Properties: { Name: 'changes' } },
        Schedule: { Type: 'AWS::Events::Rule', Properties: { Name: 'hourly' } },
        Database: { Type: 'AWS::Glue::Database', Properties: { DatabaseInput: { Name: 'lake' } } },
        Table: { Type: 'AWS::Glue::Table', Properties: { TableInput: { Name: { 'Fn::Sub': 'rows_${Zone}' } } } },
        Workgroup: { Type: 'AWS::Athena::WorkGroup', Properties: { Name: 'analysts' } },
        Board: { Type: 'AWS::CloudWatch::Dashboard', Properties: { DashboardName: 'lake-board' } },
        Leave: { Type: 'AWS::Lambda::Permission', Properties: {} },
        Absent: { Type: 'AWS::S3::Bucket', Condition: 'IsKorea', Properties: {} },
        Subject: { Type: 'AWS::Lambda::Function', Properties: { value } },
      },
    },
    surroundings,
  );
  return resources.find((resource) => resource.logicalId === 'Subject')?.properties.value;
}

describe('an intrinsic function is worked out as CloudFormation does', () => {
  it.each<[string, unknown, unknown]>([
    ['Ref of a bucket is its name', { Ref: 'Lake' }, 'lake-000000000000'],
    ['Ref of a topic is its ARN', { Ref: 'Topic' }, 'arn:aws:sns:eu-west-1:000000000000:alarms'],
    ['Ref of a queue is its URL', { Ref: 'Queue' }, 'http://127.0.0.1:4566/000000000000/moderation'],
    ['so is its QueueUrl', { 'Fn::GetAtt': ['Queue', 'QueueUrl'] }, 'http://127.0.0.1:4566/000000000000/moderation'],
    ['Ref of a rule is its name', { Ref: 'Schedule' }, 'hourly'],
    [
      'GetAtt of a rule is its ARN',
      { 'Fn::GetAtt': ['Schedule', 'Arn'] },
      'arn:aws:events:eu-west-1:000000000000:rule/hourly',
    ],
    ['Ref of a Glue database is the name inside its input', { Ref: 'Database' }, 'lake'],
    ['Ref of a Glue table too, worked out', { Ref: 'Table' }, 'rows_UTC'],
    ['Ref of a workgroup is its name', { Ref: 'Workgroup' }, 'analysts'],
    ['Ref of a dashboard is its name', { Ref: 'Board' }, 'lake-board'],
    ['Ref of what has no name is its logical id', { Ref: 'Leave' }, 'Leave'],
    ['Ref of a parameter is its default', { Ref: 'Zone' }, 'UTC'],
    ['Ref of a pseudo parameter', { Ref: 'AWS::Region' }, 'eu-west-1'],
    [
      'GetAtt with a list',
      { 'Fn::GetAtt': ['Changes', 'Arn'] },
      'arn:aws:kinesis:eu-west-1:000000000000:stream/changes',
    ],
    [
      'GetAtt with a dotted name',
      { 'Fn::GetAtt': 'Lake.RegionalDomainName' },
      'lake-000000000000.s3.eu-west-1.amazonaws.com',
    ],
    [
      'Sub with resources and attributes',
      { 'Fn::Sub': '${Lake}|${Changes.Arn}' },
      'lake-000000000000|arn:aws:kinesis:eu-west-1:000000000000:stream/changes',
    ],
    ['Sub with variables of its own', { 'Fn::Sub': ['${a}-${AWS::Region}', { a: { Ref: 'Zone' } }] }, 'UTC-eu-west-1'],
    ['Sub leaves an escaped placeholder', { 'Fn::Sub': 'x=${!x}' }, 'x=${x}'],
    ['Join', { 'Fn::Join': ['/', ['a', { Ref: 'Zone' }]] }, 'a/UTC'],
    ['Split and Select', { 'Fn::Select': [1, { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
    ['If takes the branch of its condition', { 'Fn::If': ['IsKorea', 'k', 'u'] }, 'u'],
    ['FindInMap', { 'Fn::FindInMap': ['Days', 'dev', 'Kept'] }, 7],
    ['AWS::NoValue removes the property', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
    ['AWS::NoValue removes the item', [1, { Ref: 'AWS::NoValue' }, 2], [1, 2]],
    [
      'a Condition key of an IAM statement is data',
      { Condition: { Bool: { x: 'y' } } },
      { Condition: { Bool: { x: 'y' } } },
    ],
  ])('%s', (_name, value, expected) => {
    expect(resolved(value)).toEqual(expected);
  });

  it('leaves out a resource whose condition does not hold', () => {
    const { resources } = resolveTemplate(
      { Conditions: { No: { 'Fn::Equals': ['a', 'b'] } }, Resources: { Lake: { ...bucket, Condition: 'No' } } },
      surroundings,
    );
    expect(resources).toEqual([]);
  });
});

describe('what cannot be worked out is an error that names the place', () => {
  it.each<[string, unknown, RegExp]>([
    ['an unknown function', { 'Fn::Transform': {} }, /Subject\.value: the local stack does not know Fn::Transform/],
    ['a Ref to nothing', { Ref: 'Nowhere' }, /Subject\.value: Ref names Nowhere/],
    ['a GetAtt of an unknown attribute', { 'Fn::GetAtt': ['Lake', 'Colour'] }, /does not know Lake\.Colour/],
    ['a parameter without a value', { Ref: 'Secret' }, /parameter Secret has neither a value nor a default/],
    ['a condition that is not there', { 'Fn::If': ['Maybe', 1, 2] }, /no condition Maybe/],
    ['a Select past the end', { 'Fn::Select': [3, ['a']] }, /asks for item 3 of 1/],
  ])('%s', (_name, value, message) => {
    expect(() => resolved(value)).toThrow(TemplateError);
    expect(() => resolved(value)).toThrow(message);
  });
});
