import { AwsError } from '../wire/message.ts';
import { parseHashKey } from './hash-key.ts';
import { PARTITION_KEY_LENGTH_MAX, PUT_RECORDS_BYTES_MAX, PUT_RECORDS_COUNT_MAX } from './limits.ts';
import type { PutEntry } from './types.ts';

const EXPLICIT_HASH_KEY = /^(?:0|[1-9]\d{0,38})$/;

/**
 * Throws AWS's error when a PutRecords call breaks a limit: such a call fails whole. `path` names an entry's member as
 * AWS does: `records.1.member.data`, or `data` for PutRecord.
 * https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export function checkPut(
  entries: PutEntry[],
  recordBytesMax: number,
  path = (index: number, member: string) => `records.${index + 1}.member.${member}`,
): void {
  if (entries.length < 1) throw constraint('records', 'length greater than or equal to 1');
  if (entries.length > PUT_RECORDS_COUNT_MAX)
    throw constraint('records', `length less than or equal to ${PUT_RECORDS_COUNT_MAX}`);
  let total = 0;
  entries.forEach((entry, index) => {
    const { partitionKey, explicitHashKey } = entry;
    if (partitionKey.length < 1) throw constraint(path(index, 'partitionKey'), 'length greater than or equal to 1');
    if (partitionKey.length > PARTITION_KEY_LENGTH_MAX) {
      throw constraint(path(index, 'partitionKey'), `length less than or equal to ${PARTITION_KEY_LENGTH_MAX}`);
    }
    const bytes = recordBytes(entry);
    // AWS's words for the data alone; that the key counts too is documented without a message.
    if (bytes > recordBytesMax) {
      throw constraint(path(index, 'data'), `length less than or equal to ${recordBytesMax}`);
    }
    if (explicitHashKey !== undefined && !isHashKey(explicitHashKey)) {
      throw new AwsError(
        'InvalidArgumentException',
        `Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was ${explicitHashKey}`,
      );
    }
    total += bytes;
  });
  if (total > PUT_RECORDS_BYTES_MAX) {
    // Captured as "5 MB" while that was the limit.
    throw new AwsError('InvalidArgumentException', 'Records size exceeds 10 MB limit');
  }
}

/** What a record counts against every limit: its data and its partition key. */
export function recordBytes({ data, partitionKey }: PutEntry): number {
  return data.length + Buffer.byteLength(partitionKey);
}

function isHashKey(text: string): boolean {
  return EXPLICIT_HASH_KEY.test(text) && parseHashKey(text) !== undefined;
}

function constraint(path: string, must: string): AwsError {
  return new AwsError(
    'ValidationException',
    `1 validation error detected: Value at '${path}' failed to satisfy constraint: Member must have ${must}`,
  );
}
