import { describe, expect, it } from 'vitest';
import { at } from '../../support/template-parts.ts';
import { deliveryStreamType } from '../rules/delivery-stream.ts';
import { statementsOfRole, trustOf } from '../rules/policy.ts';
import { ofType } from '../rules/rule.ts';
import { isAllowed, type Request } from './matcher.ts';
import { forbiddenToAll, type Right, rights, rightsOfDeliveryStream, rightsOfFunction } from './rights.ts';
import { everything } from './subject.ts';

const { subject } = await everything();
const roles = ofType(subject, 'AWS::IAM::Role');
const functions = ofType(subject, 'AWS::Lambda::Function');
const streams = ofType(subject, deliveryStreamType);

const userOf = (arn: string) => ({
  fn: functions.find(({ properties }) => properties.Role === arn),
  stream: streams.find(({ properties }) => at(properties.ExtendedS3DestinationConfiguration, 'RoleARN') === arn),
});

function rightsOf(logicalId: string, arn: string) {
  const { fn, stream } = userOf(arn);
  const names = functions.map(({ name }) => name);
  const general = fn ? rightsOfFunction(fn.name, names) : rightsOfDeliveryStream(subject, stream!.name);
  const own = rights[logicalId] ?? { can: [], cannot: [] };
  return { can: [...general.can, ...own.can], cannot: [...general.cannot, ...own.cannot, ...forbiddenToAll] };
}

const counts = { can: 0, cannot: 0 };

describe.each(roles)('$logicalId', ({ logicalId, arn, properties }) => {
  const statements = statementsOfRole(properties);
  const { can, cannot } = rightsOf(logicalId, arn);
  const judge = ([, request]: Right) => isAllowed(statements, request);
  counts.can += can.length;
  counts.cannot += cannot.length;

  it('may do what it is for', () => {
    expect(can.filter((right) => !judge(right)).map(([what]) => what)).toEqual([]);
  });

  it('may do nothing of what it must not', () => {
    expect(cannot.filter(judge).map(([what]) => what)).toEqual([]);
  });
});

it('every role of the table is there', () => {
  console.log(`${roles.length} roles: ${counts.can} calls allowed, ${counts.cannot} refused.`);
  expect(Object.keys(rights).filter((id) => !roles.some(({ logicalId }) => logicalId === id))).toEqual([]);
});

describe.each(roles)('$logicalId is assumed', ({ arn, properties }) => {
  const { fn, stream } = userOf(arn);
  const service = fn ? 'lambda.amazonaws.com' : 'firehose.amazonaws.com';
  const own = { 'aws:SourceAccount': '000000000000', 'aws:SourceArn': (fn ?? stream)!.arn };
  const assume = (more: Partial<Request>) =>
    isAllowed(trustOf(properties), { action: 'sts:AssumeRole', resource: arn, service, context: own, ...more });

  it('by its service, for the resource that uses it', () => {
    expect(assume({})).toBe(true);
  });

  it.each(['ec2.amazonaws.com', 'events.amazonaws.com', fn ? 'firehose.amazonaws.com' : 'lambda.amazonaws.com'])(
    'not by %s',
    (other) => {
      expect(assume({ service: other })).toBe(false);
    },
  );

  it('not by a user, an account or an identity provider', () => {
    expect(isAllowed(trustOf(properties), { action: 'sts:AssumeRole', resource: arn, context: own })).toBe(false);
    expect(assume({ action: 'sts:AssumeRoleWithWebIdentity' })).toBe(false);
  });
});

// Lambda lets nobody name a role of another account, and no source is known when a function is made.
describe.each(roles.filter(({ arn }) => userOf(arn).stream))('$logicalId is not assumed', ({ arn, properties }) => {
  const stream = userOf(arn).stream!.arn;
  const own = { 'aws:SourceAccount': '000000000000', 'aws:SourceArn': stream };
  const foreign = stream.replace('000000000000', '111111111111');

  it.each<[string, Record<string, string>]>([
    ['another account', { 'aws:SourceAccount': '111111111111', 'aws:SourceArn': foreign }],
    ['another account that names this delivery stream', { ...own, 'aws:SourceAccount': '111111111111' }],
    ['a delivery stream of another account', { ...own, 'aws:SourceArn': foreign }],
    ['another stage', { ...own, 'aws:SourceArn': stream.replace('-dev-', '-prod-') }],
    ['another delivery stream', { ...own, 'aws:SourceArn': `${stream}x` }],
    ['another region', { ...own, 'aws:SourceArn': stream.replace('us-east-1', 'eu-west-1') }],
    ['nobody in particular', {}],
  ])('for %s', (_name, context) => {
    const request = { action: 'sts:AssumeRole', resource: arn, service: 'firehose.amazonaws.com', context };
    expect(isAllowed(trustOf(properties), request)).toBe(false);
  });
});
