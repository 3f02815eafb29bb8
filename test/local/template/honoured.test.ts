import { describe, expect, it } from 'vitest';
import { findNotHonoured } from '../../../local/template/honoured.ts';
import { type Resource, TemplateError } from '../../../local/template/resolve.ts';

const resource = (type: string, properties: Record<string, unknown>, logicalId = 'Subject'): Resource => ({
  logicalId,
  type,
  name: logicalId,
  arn: '',
  properties,
});

describe('a property of the template without local effect', () => {
  it('is reported once for all resources that carry it, with the reason', () => {
    const bucket = { BucketName: 'a', Tags: [] };
    expect(
      findNotHonoured([resource('AWS::S3::Bucket', bucket, 'One'), resource('AWS::S3::Bucket', bucket, 'Two')]),
    ).toEqual([
      {
        resourceType: 'AWS::S3::Bucket',
        property: 'Tags',
        reason: 'tags have no effect locally',
        logicalIds: ['One', 'Two'],
      },
    ]);
  });

  it('stops the start when nobody has decided about it', () => {
    const locked = resource('AWS::S3::Bucket', { ObjectLockEnabled: true });
    expect(() => findNotHonoured([locked])).toThrow(TemplateError);
    expect(() => findNotHonoured([locked])).toThrow(/Subject \(AWS::S3::Bucket\) has the property ObjectLockEnabled/);
  });

  it('stops the start too where a known property holds it', () => {
    const table = 'AWS::DynamoDB::Table';
    const held: [type: string, properties: Record<string, unknown>, property: string][] = [
      [table, { KinesisStreamSpecification: { StreamArn: 'arn', Foo: 1 } }, 'KinesisStreamSpecification.Foo'],
      [table, { KeySchema: [{ AttributeName: 'pk' }, { AttributeName: 'sk', Foo: 1 }] }, 'KeySchema.Foo'],
      ['AWS::Kinesis::Stream', { StreamModeDetails: { Foo: 1 } }, 'StreamModeDetails.Foo'],
      ['AWS::Lambda::Function', { Environment: { Foo: 1 } }, 'Environment.Foo'],
    ];
    for (const [type, properties, property] of held) {
      expect(() => findNotHonoured([resource(type, properties)])).toThrow(
        `Subject (${type}) has the property ${property}`,
      );
    }
  });

  it('is of no concern in a property that is honoured with all that it holds', () => {
    const named = resource('AWS::Lambda::Function', { Environment: { Variables: { Foo: '1' } } });
    expect(findNotHonoured([named])).toEqual([]);
  });

  it('is reported by its path where a known property holds it, once for each resource', () => {
    const policies = { StreamSpecification: { StreamViewType: 'KEYS_ONLY', ResourcePolicy: {} } };
    expect(findNotHonoured([resource('AWS::DynamoDB::Table', policies)])).toEqual([
      {
        resourceType: 'AWS::DynamoDB::Table',
        property: 'StreamSpecification.ResourcePolicy',
        reason: 'no access control locally',
        logicalIds: ['Subject'],
      },
    ]);
  });

  it('stops the start when its type is unknown', () => {
    expect(() => findNotHonoured([resource('AWS::EC2::Instance', {})])).toThrow(
      /Subject is of the type AWS::EC2::Instance/,
    );
  });

  it('is said once for a type of which nothing has an effect', () => {
    const dashboard = resource('AWS::CloudWatch::Dashboard', { DashboardName: 'lake', DashboardBody: '{}' });
    expect(findNotHonoured([dashboard])).toEqual([
      {
        resourceType: 'AWS::CloudWatch::Dashboard',
        property: '',
        reason: 'there is no console here to show it',
        logicalIds: ['Subject'],
      },
    ]);
  });

  it('is not reported of a schedule, which runs here', () => {
    const rule = resource('AWS::Events::Rule', { ScheduleExpression: 'rate(1 hour)', State: 'ENABLED', Targets: [] });
    expect(findNotHonoured([rule])).toEqual([]);
  });

  it('is of no concern on the deployment’s own bucket', () => {
    expect(
      findNotHonoured([resource('AWS::S3::Bucket', { ObjectLockEnabled: true }, 'ServerlessDeploymentBucket')]),
    ).toEqual([]);
  });
});
