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
