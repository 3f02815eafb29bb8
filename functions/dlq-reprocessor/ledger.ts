import { gunzipSync, gzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { type ParkedReason, parkedReasons } from '../../shared/error-object-parked.ts';

/**
 * The ledger keeps what was decided on each line range, so that it is decided once. Verdicts may change between a run that
 * dies and the next one (the schema is mended, or another version runs beside this one). Were each run to follow its own, a
 * record could be left out of both the rows that lie there already and the parked records, or be in both. So whoever first
 * judges a range writes down all that follows from it, under a key that only one can take, and everyone carries out that.
 *
 * `open`: to be carried out; each object has a key that derives from the range, see `names.ts`. `settled`: carried out.
 */
export type LedgerEntry = OpenEntry | { state: 'settled'; lines: number };

export interface OpenEntry {
  state: 'open';
  /** Lines of the range. */
  lines: number;
  /** Records that nobody wants. */
  dropped: number;
  writes: Write[];
}

/** One object to be written, the rows of a partition or what is parked; or records to be sent to a delivery stream. */
export type Write =
  | { kind: 'rows'; folder: string; records: number; text: string }
  | SentRecords
  | { kind: 'parked'; records: Partial<Record<ParkedReason, number>>; text: string };

/**
 * Records that Firehose is to get, a line each. Sending has no key that only one can take. So an entry stays open until all of
 * them are accepted, and whoever finds it open sends them: a run that dies after sending has them sent again, none is left out.
 *
 * A run that ends with some not accepted writes down those, beside the entry (`leftKey`), and the next run sends only them. The
 * entry itself it must not touch: another run may have settled it meanwhile. Two such notes overwrite each other to no harm, for
 * whatever is not in either was accepted.
 */
export interface SentRecords {
  kind: 'sent';
  records: number;
  text: string;
}

const count = z.int().check(z.gte(0));
const text = z.string();

const ledgerEntry = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('open'),
    lines: count,
    dropped: count,
    writes: z.array(
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('rows'), folder: text, records: count, text }),
        z.strictObject({ kind: z.literal('sent'), records: count, text }),
        z.strictObject({
          kind: z.literal('parked'),
          records: z.partialRecord(z.enum(parkedReasons as [ParkedReason, ...ParkedReason[]]), count),
          text,
        }),
      ]),
    ),
  }),
  z.strictObject({ state: z.literal('settled'), lines: count }),
]);

/** Far more than a range can come to. */
const entryBytesMax = 256 * 1024 * 1024;

/** Level 1: an entry is soon replaced by a short one. */
export function encodeEntry(entry: LedgerEntry): Buffer {
  return gzipSync(JSON.stringify(entry), { level: 1 });
}

/** Undefined for what {@link encodeEntry} did not write. What is wrong with it stays unsaid: an entry holds rows. */
export function decodeEntry(body: Buffer): LedgerEntry | undefined {
  try {
    const text = gunzipSync(body, { maxOutputLength: entryBytesMax }).toString();
    return ledgerEntry.parse(JSON.parse(text)) as LedgerEntry;
  } catch {
    return undefined;
  }
}
