import { createHash } from 'node:crypto';

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const field = (number: number, bytes: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]), bytes]);
const number = (fieldNumber: number, value: number): Buffer =>
  Buffer.from([...varint(fieldNumber * 8), ...varint(value)]);

/**
 * Puts user records together as the KPL does.
 * https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function aggregateKpl(records: { partitionKey: string; data: Buffer }[]): Buffer {
  const keys = [...new Set(records.map(({ partitionKey }) => partitionKey))];
  const message = Buffer.concat([
    ...keys.map((key) => field(1, Buffer.from(key))),
    ...records.map(({ partitionKey, data }) =>
      field(3, Buffer.concat([number(1, keys.indexOf(partitionKey)), field(3, data)])),
    ),
  ]);
  return Buffer.concat([Buffer.from([0xf3, 0x89, 0x9a, 0xc2]), message, createHash('md5').update(message).digest()]);
}
