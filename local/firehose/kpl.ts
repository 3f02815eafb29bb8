import { createHash } from 'node:crypto';

/** One user record of a KPL aggregate. */
export interface UserRecord {
  partitionKey: string;
  data: Buffer;
}

const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const CHECKSUM_BYTES = 16;

/**
 * The user records of a Kinesis record that the KPL aggregated; undefined for any other record, broken aggregates among
 * them.
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function deaggregateKpl(data: Buffer): UserRecord[] | undefined {
  if (data.length < MAGIC.length + CHECKSUM_BYTES || !data.subarray(0, MAGIC.length).equals(MAGIC)) return undefined;
  const message = data.subarray(MAGIC.length, data.length - CHECKSUM_BYTES);
  if (
    !createHash('md5')
      .update(message)
      .digest()
      .equals(data.subarray(data.length - CHECKSUM_BYTES))
  )
    return undefined;
  const fields = readFields(message);
  if (!fields) return undefined;
  const partitionKeys = fields.filter(({ number }) => number === 1).map(({ bytes }) => bytes.toString('utf8'));
  const records: UserRecord[] = [];
  for (const { number, bytes } of fields) {
    if (number !== 3) continue;
    const record = readRecord(bytes, partitionKeys);
    if (!record) return undefined;
    records.push(record);
  }
  return records;
}

/** Fields of a record: 1 index of the partition key, 2 index of the explicit hash key, 3 data, 4 tags. */
function readRecord(message: Buffer, partitionKeys: string[]): UserRecord | undefined {
  const fields = readFields(message);
  const partitionKey = partitionKeys[fields?.find(({ number }) => number === 1)?.value ?? -1];
  const data = fields?.find(({ number }) => number === 3)?.bytes;
  return partitionKey === undefined || !data ? undefined : { partitionKey, data };
}

interface Field {
  number: number;
  /** Of a varint field. */
  value: number;
  /** Of a length-delimited field. */
  bytes: Buffer;
}

const EMPTY = Buffer.alloc(0);

/**
 * Reads a protobuf message of varints and length-delimited fields, all that this format has.
 * https://protobuf.dev/programming-guides/encoding/
 */
function readFields(message: Buffer): Field[] | undefined {
  const fields: Field[] = [];
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let scale = 1; at < message.length && scale < 2 ** 49; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
    return Number.NaN;
  };
  while (at < message.length) {
    const tag = readVarint();
    const value = readVarint();
    if (Number.isNaN(tag) || Number.isNaN(value)) return undefined;
    const number = Math.floor(tag / 8);
    if (tag % 8 === 0) fields.push({ number, value, bytes: EMPTY });
    else if (tag % 8 === 2 && at + value <= message.length) {
      fields.push({ number, value: 0, bytes: message.subarray(at, at + value) });
      at += value;
    } else return undefined;
  }
  return fields;
}
