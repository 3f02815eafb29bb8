import { describe, expect, it } from 'vitest';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { at } from '../../support/template-parts.ts';
import { statementsOfRole } from '../rules/policy.ts';
import { ofType } from '../rules/rule.ts';
import { actionsOf } from './actions.ts';
import { callsOfBundle, callsOfCode } from './bundle-calls.ts';
import { keyActionsFor, ownKeyOf } from './keys.ts';
import { needsOfFirehose, needsOfLambda } from './needs.ts';
import { everything } from './subject.ts';

const { dev, subject } = await everything();
const functions = ofType(subject, 'AWS::Lambda::Function');
const roles = ofType(subject, 'AWS::IAM::Role');
const roleOf = (arn: unknown) => roles.find((role) => role.arn === arn)!;

/** By kind of target: the one action of it. */
const actionOfTarget: Record<string, string> = {
  'event-bridge': 'events:PutEvents',
  firehose: 'firehose:PutRecordBatch',
  kinesis: 'kinesis:PutRecords',
  sns: 'sns:Publish',
  sqs: 'sqs:SendMessage',
  'sqs-fifo': 'sqs:SendMessage',
};

/** Actions that a bundle could call and this function never does: no route that is switched on leads there. */
function switchedOff(variables: Record<string, string>): string[] {
  if (!routes.some(({ target }) => target.variable in variables)) return [];
  const on = routes
    .filter(({ target }) => variables[target.variable] !== 'none')
    .map(({ target }) => actionOfTarget[target.kind]);
  return [...new Set(Object.values(actionOfTarget))].filter((action) => !on.includes(action));
}

/** Calls that a bundle holds and its function never reaches, by its handler, each with its reason. */
const unreached: Record<string, Record<string, string>> = {
  'functions/dlq-reprocessor/inventory-handler.handler': Object.fromEntries(
    ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'].map((action) => [
      action,
      'it shares the object store of the replay, and lists only: test/infra/reprocessor/functions.test.ts notes its calls',
    ]),
  ),
};

describe.each(functions)('the function $name', (fn) => {
  const variables = (at(fn.properties, 'Environment', 'Variables') ?? {}) as Record<string, string>;
  const statements = statementsOfRole(roleOf(fn.properties.Role).properties);
  const off = switchedOff(variables);
  const never = unreached[String(fn.properties.Handler)] ?? {};
  const called = callsOfBundle(dev, fn.logicalId)
    .flatMap(actionsOf)
    .filter((action) => !off.includes(action) && !never[action]);
  const needed = needsOfLambda(subject, fn).map(({ action }) => action);
  const allowed = new Set(statements.flatMap(({ actions }) => actions));

  it('may make every call that its bundle can make', () => {
    expect(called.filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('and Lambda every call that it makes for it', () => {
    expect(needed.filter((action) => !allowed.has(action))).toEqual([]);
  });

  it('and nothing that neither ever calls', () => {
    const unused = [...allowed].filter((action) => !called.includes(action) && !needed.includes(action));
    expect(unused).toEqual([]);
  });

  it('calls only what its environment names', () => {
    const named = JSON.stringify(variables);
    for (const { actions, resources } of statements) {
      if (actions.every((action) => needed.includes(action) && !called.includes(action))) continue;
      for (const arn of resources) expect([arn, named.includes(nameIn(arn))]).toEqual([arn, true]);
    }
  });

  it('may use the key of what it calls, where that is one of the stack', () => {
    for (const { actions, resources } of statements) {
      const keys = resources.map((arn) => ownKeyOf(subject, arn)).filter((key) => key !== undefined);
      for (const action of keys.length > 0 ? actions.flatMap(keyActionsFor) : []) expect(allowed).toContain(action);
    }
  });
});

/** The name of a bucket, topic, bus or delivery stream. */
function nameIn(arn: string): string {
  const parts = arn.split(':').slice(5).join(':').split('/');
  return arn.startsWith('arn:aws:s3:') ? parts[0]! : parts.at(-1)!;
}

describe.each(roles.filter(({ properties }) => JSON.stringify(properties).includes('firehose.amazonaws.com')))(
  'the delivery role $logicalId',
  (role) => {
    it('may do what Firehose does under it, and nothing else', () => {
      const allowed = statementsOfRole(role.properties).flatMap(({ actions }) => actions);
      expect(allowed.sort()).toEqual(
        needsOfFirehose(subject, role)
          .map(({ action }) => action)
          .sort(),
      );
    });
  },
);

describe('the calls of a bundle', () => {
  it('are the commands and paginators that it takes from clients', () => {
    const code =
      'var a=require("@aws-sdk/client-s3"),b$=require("@aws-sdk/client-sns");new a.S3Client;send(new a.PutObjectCommand({}));a.paginateListObjectsV2();new b$.PublishBatchCommand;x.a.DeleteBucketCommand;if(e instanceof a.S3ServiceException);';
    expect(callsOfCode(code)).toEqual([
      { client: 's3', command: 'PutObject' },
      { client: 's3', command: 'ListObjectsV2' },
      { client: 'sns', command: 'PublishBatch' },
    ]);
  });

  it('are not guessed where the SDK is taken in another way', () => {
    expect(() => callsOfCode('const {PutObjectCommand}=require("@aws-sdk/client-s3")')).toThrow('not known');
    expect(() => callsOfCode('var a=require("@aws-sdk/client-s3");a.waitUntilBucketExists()')).toThrow(
      'waitUntilBucketExists',
    );
  });
});
