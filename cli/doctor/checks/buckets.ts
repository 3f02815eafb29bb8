import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Resource } from '../../../local/template/resolve.ts';
import { canonical, differences } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

/** Buckets that hold the stack's own data; the framework looks after the one that it deploys from. */
export const checkBuckets: Check = async (stage) => {
  const buckets = resourcesOf(stage, 'AWS::S3::Bucket').filter(
    ({ logicalId }) => logicalId !== 'ServerlessDeploymentBucket',
  );
  const notes = await Promise.all(buckets.map((bucket) => checkOne(stage, bucket)));
  return notes.flat();
};

async function checkOne(stage: Stage, bucket: Resource): Promise<Note[]> {
  const where = `bucket ${bucket.name}`;
  const seen = await look(() => stage.deployed.client(S3Client).send(new HeadBucketCommand({ Bucket: bucket.name })));
  if ('absent' in seen) return [missing(where)];
  const checks = [checkVersioning, checkPublicAccess, checkPolicy, checkEncryption, checkLifecycle];
  return (await Promise.all(checks.map((check) => check(stage, bucket, where)))).flat();
}

const byHand = (operation: string, { name }: Resource): string => `aws s3api ${operation} --bucket ${name}`;

async function checkVersioning({ deployed }: Stage, bucket: Resource, where: string): Promise<Note[]> {
  const expected = section(bucket.properties, 'VersioningConfiguration').Status;
  const seen = await look(() =>
    deployed.client(S3Client).send(new GetBucketVersioningCommand({ Bucket: bucket.name })),
  );
  const question = { where, what: 'its versioning', byHand: byHand('get-bucket-versioning', bucket) };
  return judge(seen, question, undefined, ({ Status = 'absent' }) => {
    if (expected === undefined || Status === expected) return [];
    const what = `its versioning is ${Status}, in the template ${expected}: what is deleted by mistake is gone`;
    return [{ severity: 'error', where, what, mend: PUT_BACK }];
  });
}

async function checkPublicAccess({ deployed }: Stage, bucket: Resource, where: string): Promise<Note[]> {
  const expected = section(bucket.properties, 'PublicAccessBlockConfiguration');
  const mend = PUT_BACK;
  const seen = await look(() =>
    deployed.client(S3Client).send(new GetPublicAccessBlockCommand({ Bucket: bucket.name })),
  );
  const question = { where, what: 'its public access block', byHand: byHand('get-public-access-block', bucket) };
  const absent: Note = { severity: 'error', where, what: 'its public access block was removed', mend };
  return judge(seen, question, absent, ({ PublicAccessBlockConfiguration: actual }) => {
    const off = differences(expected, actual).map(({ path }) => path);
    return off.length === 0
      ? []
      : [{ severity: 'error', where, what: `its public access block is off for ${off.join(', ')}`, mend }];
  });
}

async function checkPolicy(stage: Stage, bucket: Resource, where: string): Promise<Note[]> {
  const policy = resourcesOf(stage, 'AWS::S3::BucketPolicy').find(
    ({ properties }) => properties.Bucket === bucket.name,
  );
  if (!policy) return [];
  const seen = await look(() =>
    stage.deployed.client(S3Client).send(new GetBucketPolicyCommand({ Bucket: bucket.name })),
  );
  const question = { where, what: 'its policy', byHand: byHand('get-bucket-policy', bucket) };
  const absent: Note = {
    severity: 'error',
    where,
    what: 'its policy was removed: requests without TLS are let in',
    mend: PUT_BACK,
  };
  return judge(seen, question, absent, ({ Policy = '{}' }) => {
    if (canonical(JSON.parse(Policy)) === canonical(policy.properties.PolicyDocument)) return [];
    return [{ severity: 'error', where, what: 'its policy is not the one of the template', mend: PUT_BACK }];
  });
}

async function checkEncryption({ deployed }: Stage, bucket: Resource, where: string): Promise<Note[]> {
  const rulesOf = (configuration: Record<string, unknown>) =>
    (configuration.ServerSideEncryptionConfiguration ?? configuration.Rules) as
      | { ServerSideEncryptionByDefault?: { SSEAlgorithm?: string } }[]
      | undefined;
  const expected = rulesOf(section(bucket.properties, 'BucketEncryption'))?.[0]?.ServerSideEncryptionByDefault
    ?.SSEAlgorithm;
  const seen = await look(() =>
    deployed.client(S3Client).send(new GetBucketEncryptionCommand({ Bucket: bucket.name })),
  );
  const question = { where, what: 'its encryption', byHand: byHand('get-bucket-encryption', bucket) };
  return judge(seen, question, undefined, ({ ServerSideEncryptionConfiguration }) => {
    const actual = ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
    if (expected === undefined || actual === expected) return [];
    const what = `its encryption is ${actual ?? 'absent'}, in the template ${expected}`;
    return [{ severity: 'warning', where, what, mend: PUT_BACK }];
  });
}

/** A rule that the template does not have, and that expires objects, may be expiring the lake. */
async function checkLifecycle({ deployed }: Stage, bucket: Resource, where: string): Promise<Note[]> {
  const rules = (section(bucket.properties, 'LifecycleConfiguration').Rules ?? []) as {
    Id?: string;
    Status?: string;
  }[];
  const seen = await look(() =>
    deployed.client(S3Client).send(new GetBucketLifecycleConfigurationCommand({ Bucket: bucket.name })),
  );
  const question = { where, what: 'its lifecycle', byHand: byHand('get-bucket-lifecycle-configuration', bucket) };
  const absent: Note = {
    severity: 'warning',
    where,
    what: 'its lifecycle was removed: what is spent piles up',
    mend: PUT_BACK,
  };
  return judge(seen, question, rules.length > 0 ? absent : undefined, ({ Rules = [] }): Note[] => {
    const own = new Set(rules.map(({ Id }) => Id));
    const enabled = new Set(Rules.filter(({ Status }) => Status === 'Enabled').map(({ ID }) => ID));
    return [
      ...Rules.filter(({ ID, Status, Expiration }) => Status === 'Enabled' && Expiration && !own.has(ID)).map(
        ({ ID }): Note => ({
          severity: 'error',
          where,
          what: `its lifecycle rule ${ID} expires objects and is not in the template`,
          mend: PUT_BACK,
        }),
      ),
      ...rules
        .filter(({ Id, Status }) => Status === 'Enabled' && !enabled.has(Id))
        .map(
          ({ Id }): Note => ({
            severity: 'warning',
            where,
            what: `its lifecycle rule ${Id} is not there or not enabled`,
            mend: PUT_BACK,
          }),
        ),
    ];
  });
}
