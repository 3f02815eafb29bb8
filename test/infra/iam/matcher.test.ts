import { describe, expect, it } from 'vitest';
import { statementsOf } from '../rules/policy.ts';
import { isAllowed, type Request } from './matcher.ts';

const allow = (more: object) => ({ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*', ...more });
const request: Request = {
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::b/k',
  context: { 'aws:SecureTransport': 'true', 's3:prefix': 'a/b' },
};
const judge = (statements: object[], more: Partial<Request> = {}) =>
  isAllowed(statementsOf({ Statement: statements }), { ...request, ...more });

describe('a request is allowed', () => {
  it.each<[string, object]>([
    ['by a statement of its action and resource', allow({})],
    ['by a wildcard', allow({ Action: 's3:Get*', Resource: 'arn:aws:s3:::?/*' })],
    ['by an action in other case', allow({ Action: 'S3:getobject' })],
    [
      'by a condition that it meets',
      allow({ Condition: { StringLike: { 's3:prefix': ['x', 'a/*'] }, Bool: { 'AWS:securetransport': 'TRUE' } } }),
    ],
  ])('%s', (_name, statement) => {
    expect(judge([statement])).toBe(true);
  });

  it('by a trust policy of its service and source', () => {
    const trust = {
      Effect: 'Allow',
      Action: 'sts:AssumeRole',
      Principal: { Service: 'firehose.amazonaws.com' },
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:firehose:*:1:deliverystream/a*' } },
    };
    const assume = { action: 'sts:AssumeRole', resource: 'arn:aws:iam::1:role/r', service: 'firehose.amazonaws.com' };
    const from = (arn: string) => judge([trust], { ...assume, context: { 'aws:SourceArn': arn } });
    expect(from('arn:aws:firehose:us-east-1:1:deliverystream/abc')).toBe(true);
    expect(from('arn:aws:firehose:us-east-1:2:deliverystream/abc')).toBe(false);
    // A wildcard does not reach over a colon.
    expect(from('arn:aws:firehose:x:y:1:deliverystream/abc')).toBe(false);
    expect(judge([trust], { ...assume, service: 'lambda.amazonaws.com' })).toBe(false);
    expect(judge([trust], assume)).toBe(false);
  });
});

describe('a request is not allowed', () => {
  it.each<[string, object[]]>([
    ['by nothing', []],
    ['for another action', [allow({ Action: 's3:GetObjectAcl' })]],
    ['for another resource', [allow({ Resource: 'arn:aws:s3:::b' })]],
    ['by a condition that it does not meet', [allow({ Condition: { StringEquals: { 's3:prefix': 'a' } } })]],
    ['by a condition on what it does not carry', [allow({ Condition: { StringLike: { 'aws:SourceArn': '*' } } })]],
    [
      'when one of two conditions is not met',
      [allow({ Condition: { StringLike: { 's3:prefix': 'a/*' }, Bool: { 'aws:SecureTransport': 'false' } } })],
    ],
    ['where another statement denies it', [allow({}), { ...allow({ Action: '*', Resource: '*' }), Effect: 'Deny' }]],
  ])('%s', (_name, statements) => {
    expect(judge(statements)).toBe(false);
  });
});

it.each([
  ['an operator', allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
  ['a negation', allow({ NotResource: 'x' })],
])('the matcher passes no judgement on %s that it does not know', (_name, statement) => {
  expect(() => judge([statement])).toThrow('does not know');
});
