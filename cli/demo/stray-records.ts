import { createHash } from 'node:crypto';

/** A record that no table would write, to be put straight on the Kinesis stream. */
export interface StrayRecord {
  /** What the transform must answer. */
  expected: 'InvalidUtf8' | 'InvalidJson' | 'NotAChangeRecord' | 'MissingImage' | 'Dropped';
  data: Buffer;
  partitionKey: string;
}

/**
 * A few records of every failure reason that a table's own changes cannot reach, and of the rule that drops one.
 * (`InvalidBase64` cannot be reached here: Firehose encodes the data itself.)
 */
export function strayRecords(nowMs: number): StrayRecord[] {
  const change = (number: number, parts: Record<string, unknown>) => ({
    awsRegion: 'us-east-1',
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventName: 'INSERT',
    userIdentity: null,
    recordFormat: 'application/json',
    tableName: 'stray',
    dynamodb: {
      ApproximateCreationDateTime: nowMs,
      Keys: { LivestreamID: { S: 'live-1' }, UID: { N: String(number) } },
    },
    eventSource: 'aws:dynamodb',
    ...parts,
  });
  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const records: Omit<StrayRecord, 'partitionKey'>[] = [
    { expected: 'InvalidUtf8', data: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) },
    { expected: 'InvalidUtf8', data: Buffer.from([0x22, 0xc3, 0x28, 0x22]) },
    { expected: 'InvalidJson', data: Buffer.from('{"eventName":"INSERT",') },
    { expected: 'InvalidJson', data: Buffer.from('GET /chat HTTP/1.1') },
    { expected: 'InvalidJson', data: Buffer.from('\ufeff{}') },
    { expected: 'NotAChangeRecord', data: json({ hello: 'world' }) },
    { expected: 'NotAChangeRecord', data: json(change(1, { eventName: 'RENAME' })) },
    { expected: 'NotAChangeRecord', data: json(change(2, { dynamodb: { ApproximateCreationDateTime: 'yesterday' } })) },
    { expected: 'MissingImage', data: json(change(3, {})) },
    { expected: 'MissingImage', data: json(change(4, { eventName: 'MODIFY' })) },
    { expected: 'Dropped', data: json(ttlRemoval(change(5, { eventName: 'REMOVE' }))) },
    { expected: 'Dropped', data: json(ttlRemoval(change(6, { eventName: 'REMOVE' }))) },
  ];
  return records.map((record) => ({ ...record, partitionKey: createHash('md5').update(record.data).digest('hex') }));
}

const ttlRemoval = (change: Record<string, unknown>) => ({
  ...change,
  userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
});
