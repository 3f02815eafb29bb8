import { ID_BYTES } from '../../../lake/record-id.ts';

/** A line that is sent, and what is to become of it. */
export interface Sample {
  serial: number;
  fate: 'row' | 'dropped' | 'failed';
}

/** A record that is put on a delivery stream: it may hold several lines. */
export interface SampleRecord {
  data: Buffer;
  samples: Sample[];
}

/** What a sample says somewhere to be known by, wherever it turns up: in a row's path, in the `rawData` of an error object. */
export const markOf = (serial: number): string => `~${serial}~`;

const mark = /~(\d{1,9})~/;

/** Beyond every serial. */
const NO_SERIAL = 0xffff_ffff;

/** The id of the sample that a text speaks of; that of none, where it bears no mark. */
export function idIn(text: string): Buffer {
  return idOf(Number(mark.exec(text)?.[1] ?? NO_SERIAL));
}

export function idOf(serial: number): Buffer {
  const id = Buffer.alloc(ID_BYTES);
  id.writeUInt32BE(serial, ID_BYTES - 4);
  return id;
}

/** Of an id as `printId` prints it. */
export const serialIn = (printed: string): number => Number.parseInt(printed.slice(-8), 16);
