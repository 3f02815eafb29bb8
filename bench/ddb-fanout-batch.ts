import { createBatch } from './batch.ts';

/** The event source mapping's batch. */
export const batchRecords = 500;

/** The first second that `createBatch` counts from, and what makes a sequence number of an index. */
const sequenceBase = 4_421_584_500_000_000_000n;

/**
 * The changes of `bench/batch.ts` as Lambda hands them to a function from DynamoDB Streams: inserts, some edits with both images,
 * removals by users and by time to live. Those that are no change records are left out.
 */
export function createStreamBatch(seed: number) {
  const Records = createBatch(seed)
    .records.flatMap(({ data }) => streamRecord(Buffer.from(data, 'base64').toString()) ?? [])
    .slice(0, batchRecords)
    .map((record, index) => ({
      ...record,
      dynamodb: { ...record.dynamodb, SequenceNumber: String(sequenceBase + BigInt(index)) },
    }));
  return { Records };
}

export type StreamBatch = ReturnType<typeof createStreamBatch>;

type AttributeValues = Record<string, { S: string } | { N: string }>;

interface ChangeRecord {
  eventID: string;
  eventName: string;
  userIdentity: object | null;
  tableName: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: AttributeValues;
    NewImage?: AttributeValues;
    OldImage?: AttributeValues;
    SizeBytes: number;
  };
}

function streamRecord(json: string) {
  const change = parse(json);
  if (!change || !/^(INSERT|MODIFY|REMOVE)$/.test(change.eventName)) return undefined;
  const { ApproximateCreationDateTime, Keys, NewImage, OldImage, SizeBytes } = change.dynamodb;
  if (change.eventName !== 'REMOVE' && !NewImage) return undefined;
  return {
    eventID: change.eventID.replaceAll('-', ''),
    eventName: change.eventName,
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: 'us-east-1',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(ApproximateCreationDateTime / 1_000_000),
      Keys,
      ...(NewImage && { NewImage }),
      ...(OldImage && { OldImage }),
      SizeBytes,
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    },
    ...(change.userIdentity && { userIdentity: change.userIdentity }),
    eventSourceARN: `arn:aws:dynamodb:us-east-1:000000000000:table/${change.tableName}/stream/2021-12-23T16:00:00.000`,
  };
}

function parse(json: string): ChangeRecord | undefined {
  try {
    return JSON.parse(json) as ChangeRecord;
  } catch {
    return undefined;
  }
}
