import { DescribeLimitsCommand, DescribeStreamSummaryCommand, KinesisClient } from '@aws-sdk/client-kinesis';
import type { Resource } from '../../../local/template/resolve.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

/** CloudFormation's default. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-kinesis-stream.html */
const RETENTION_HOURS_DEFAULT = 24;

export const checkChangeStreams: Check = async (stage) => {
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::Kinesis::Stream').map((resource) => checkOne(stage, resource)),
  );
  return [...notes.flat(), ...(await checkStreamQuota(stage))];
};

async function checkOne({ deployed, isAws }: Stage, { name, properties }: Resource): Promise<Note[]> {
  const where = `stream ${name}`;
  const seen = await look(() =>
    deployed.client(KinesisClient).send(new DescribeStreamSummaryCommand({ StreamName: name })),
  );
  const byHand = `aws kinesis describe-stream-summary --stream-name ${name}`;
  return judge(
    seen,
    { where, what: 'its configuration', byHand },
    missing(where),
    ({ StreamDescriptionSummary: summary }): Note[] => {
      const notes: Note[] = [];
      const note = (severity: Note['severity'], what: string, mend = PUT_BACK) =>
        notes.push({ severity, where, what, mend });
      if (!/^(ACTIVE|UPDATING)$/.test(summary?.StreamStatus ?? ''))
        note('error', `is ${summary?.StreamStatus}`, 'Wait until it is ACTIVE.');
      const expectedHours = Number(properties.RetentionPeriodHours ?? RETENTION_HOURS_DEFAULT);
      const hours = summary?.RetentionPeriodHours ?? RETENTION_HOURS_DEFAULT;
      if (hours < expectedHours)
        note(
          'error',
          `keeps records for ${hours} hours, in the template ${expectedHours}: that much less time to mend a delivery`,
        );
      if (hours > expectedHours)
        note(
          'warning',
          `keeps records for ${hours} hours, in the template ${expectedHours}: the next deployment may take it back`,
        );
      const expectedMode = section(properties, 'StreamModeDetails').StreamMode;
      const mode = summary?.StreamModeDetails?.StreamMode;
      if (expectedMode !== undefined && mode !== expectedMode)
        note('warning', `its mode is ${mode}, in the template ${expectedMode}`);
      const expectedEncryption = section(properties, 'StreamEncryption').EncryptionType;
      if (expectedEncryption !== undefined && summary?.EncryptionType !== expectedEncryption) {
        if (isAws)
          note(
            'error',
            `its encryption is ${summary?.EncryptionType ?? 'NONE'}, in the template ${expectedEncryption}`,
          );
        else note('not checked', 'its encryption (the local stack encrypts nothing)', byHand);
      }
      return notes;
    },
  );
}

const NEAR = 0.8;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html */
async function checkStreamQuota({ deployed }: Stage): Promise<Note[]> {
  const where = 'account';
  const seen = await look(() => deployed.client(KinesisClient).send(new DescribeLimitsCommand({})));
  return judge(
    seen,
    { where, what: 'quota of on-demand streams', byHand: 'aws kinesis describe-limits' },
    undefined,
    (limits) => {
      const { OnDemandStreamCount: streams = 0, OnDemandStreamCountLimit: limit = Number.POSITIVE_INFINITY } = limits;
      if (streams < NEAR * limit) return [];
      const what = `has ${streams} on-demand streams of the ${limit} that its quota allows: a further stage may not deploy`;
      return [
        { severity: 'warning', where, what, mend: 'Have the quota raised (Service Quotas, Kinesis Data Streams).' },
      ];
    },
  );
}
