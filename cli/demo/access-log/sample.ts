import { ID_BYTES } from '../../../lake/record-id.ts';

/**
 * A line that is sent, and what is to become of it; of a client whom the database does not know the stage decides whether it is a
 * row or dropped (`accessLogUnlocated`).
 */
export interface Sample {
  serial: number;
  fate: 'row' | 'unlocated' | 'dropped' | 'failed';
}

/** A record that is put on a delivery stream: it may hold several lines. */
export interface SampleRecord {
  data: Buffer;
  samples: Sample[];
}

/** What a sample says somewhere to be known by, wherever it turns up: in a row's path, in the `rawData` of an error object. */
export const markOf = (serial: number): string => `~${serial}~`;

const mark = /~(\d{1,9})~/;

/** Of a sample that bears no mark, a repeated header say: beyond every other, and the same for all of them. */
export const UNMARKED = 0xffff_ffff;

/** The id of the sample that a text speaks of; that of {@link UNMARKED} ones, where it bears no mark. */
export function idIn(text: string): Buffer {
  return idOf(Number(mark.exec(text)?.[1] ?? UNMARKED));
}

export function idOf(serial: number): Buffer {
  const id = Buffer.alloc(ID_BYTES);
  id.writeUInt32BE(serial, ID_BYTES - 4);
  return id;
}

/** Of an id as `printId` prints it. */
export const serialIn = (printed: string): number => Number.parseInt(printed.slice(-8), 16);
