import {
  DescribeContinuousBackupsCommand,
  DescribeKinesisStreamingDestinationCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
} from '@aws-sdk/client-dynamodb';
import type { Resource } from '../../../local/template/resolve.ts';
import { differences, inWords } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

export const checkTables: Check = async (stage) => {
  const checks = [checkTable, checkDestination, checkTimeToLive, checkRecovery];
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::DynamoDB::Table').flatMap((resource) => checks.map((check) => check(stage, resource))),
  );
  return notes.flat();
};

const whereOf = ({ name }: Resource): string => `table ${name}`;

async function checkTable({ deployed }: Stage, resource: Resource): Promise<Note[]> {
  const where = whereOf(resource);
  const { KeySchema, StreamSpecification, DeletionProtectionEnabled = false } = resource.properties;
  const seen = await look(() =>
    deployed.client(DynamoDBClient).send(new DescribeTableCommand({ TableName: resource.name })),
  );
  const question = {
    where,
    what: 'its configuration',
    byHand: `aws dynamodb describe-table --table-name ${resource.name}`,
  };
  return judge(seen, question, missing(where), ({ Table = {} }): Note[] => {
    const status: Note[] =
      Table.TableStatus === 'ACTIVE' || Table.TableStatus === 'UPDATING'
        ? []
        : [
            {
              severity: 'error',
              where,
              what: `is ${Table.TableStatus}`,
              mend: 'Wait, or restore it: docs/operations.md.',
            },
          ];
    const structure = differences(
      { KeySchema, ...(StreamSpecification !== undefined && { StreamSpecification }) },
      Table,
    );
    const protection = differences({ DeletionProtectionEnabled }, Table);
    return [
      ...status,
      ...structure.map((each): Note => ({ severity: 'error', where, what: inWords(each), mend: PUT_BACK })),
      ...protection.map((each): Note => ({ severity: 'warning', where, what: inWords(each), mend: PUT_BACK })),
    ];
  });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_KinesisDataStreamDestination.html */
async function checkDestination({ deployed }: Stage, resource: Resource): Promise<Note[]> {
  const expected = section(resource.properties, 'KinesisStreamSpecification');
  if (expected.StreamArn === undefined) return [];
  const where = whereOf(resource);
  const seen = await look(() =>
    deployed.client(DynamoDBClient).send(new DescribeKinesisStreamingDestinationCommand({ TableName: resource.name })),
  );
  const byHand = `aws dynamodb describe-kinesis-streaming-destination --table-name ${resource.name}`;
  // A table that is not there is told once, by checkTable.
  return judge(
    seen,
    { where, what: 'its Kinesis destination', byHand },
    undefined,
    ({ KinesisDataStreamDestinations = [] }) => {
      const destination = KinesisDataStreamDestinations.find(({ StreamArn }) => StreamArn === expected.StreamArn);
      const status = destination?.DestinationStatus ?? 'absent';
      if (status !== 'ACTIVE') {
        return [
          {
            severity: 'error',
            where,
            what: `its Kinesis destination ${expected.StreamArn} is ${status}: changes are captured by nothing`,
            mend: `aws dynamodb enable-kinesis-streaming-destination --table-name ${resource.name} --stream-arn ${expected.StreamArn}, then docs/runbook.md#nothing-captured. Changes made meanwhile are in no stream.`,
          },
        ];
      }
      const { ApproximateCreationDateTimePrecision } = expected;
      return differences({ ApproximateCreationDateTimePrecision }, destination).map((difference) => ({
        severity: 'warning',
        where,
        what: `its Kinesis destination: ${inWords(difference)}`,
        mend: `aws dynamodb update-kinesis-streaming-destination --table-name ${resource.name} --stream-arn ${expected.StreamArn} --update-kinesis-streaming-configuration ApproximateCreationDateTimePrecision=${ApproximateCreationDateTimePrecision}`,
      }));
    },
  );
}

async function checkTimeToLive({ deployed }: Stage, resource: Resource): Promise<Note[]> {
  const { AttributeName, Enabled } = section(resource.properties, 'TimeToLiveSpecification');
  if (Enabled !== true) return [];
  const where = whereOf(resource);
  const seen = await look(() =>
    deployed.client(DynamoDBClient).send(new DescribeTimeToLiveCommand({ TableName: resource.name })),
  );
  const byHand = `aws dynamodb describe-time-to-live --table-name ${resource.name}`;
  return judge(
    seen,
    { where, what: 'its time to live', byHand },
    undefined,
    ({ TimeToLiveDescription: description = {} }) => {
      const isOn = /^ENABL/.test(description.TimeToLiveStatus ?? '') && description.AttributeName === AttributeName;
      const what = `its time to live is not on for ${AttributeName} (${description.TimeToLiveStatus ?? 'absent'}): the table grows for ever`;
      return isOn ? [] : [{ severity: 'warning', where, what, mend: PUT_BACK }];
    },
  );
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html */
async function checkRecovery({ deployed }: Stage, resource: Resource): Promise<Note[]> {
  if (section(resource.properties, 'PointInTimeRecoverySpecification').PointInTimeRecoveryEnabled !== true) return [];
  const where = whereOf(resource);
  const seen = await look(() =>
    deployed.client(DynamoDBClient).send(new DescribeContinuousBackupsCommand({ TableName: resource.name })),
  );
  const byHand = `aws dynamodb describe-continuous-backups --table-name ${resource.name}`;
  return judge(
    seen,
    { where, what: 'its point-in-time recovery', byHand },
    undefined,
    ({ ContinuousBackupsDescription: backups }) => {
      const status = backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus ?? 'absent';
      const what = `its point-in-time recovery is ${status}: a mistake in the table cannot be undone`;
      return status === 'ENABLED' ? [] : [{ severity: 'error', where, what, mend: PUT_BACK }];
    },
  );
}
