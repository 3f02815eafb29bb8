import { type ErrorObjectLimits, errorObjectLimits } from '../../shared/error-object-bytes.ts';

/**
 * Lines are replayed in ranges: what is held in memory, decided at once, and written under one name per partition. Where an
 * object is cut must not depend on when or by what it is read. So these are not settings; changing them makes half-replayed
 * objects refused (see `ledger.ts`) until they are put back to what they were.
 */
export interface ReplayLimits extends ErrorObjectLimits {
  rangeLinesMax: number;
  /** A line longer than this is a range of its own. */
  rangeBytesMax: number;
}

export const replayLimits: ReplayLimits = {
  ...errorObjectLimits,
  rangeLinesMax: 1_000,
  rangeBytesMax: 4 * 1024 * 1024,
};

/** Objects written at a time. */
export const writesAtOnce = 16;

/** A run ends when it has less time left than one range may take on a slow day. */
export const stopBeforeMs = 20_000;

/** What remains is counted no longer than this: the answer has to get out. */
export const answerBeforeMs = 5_000;

/** Objects in a row that S3 fails before a run gives up: something is wrong that trying the rest will not mend. */
export const failuresInARowMax = 5;

/** Records that a dry run explains, and objects whose problem a report names. A response may measure 6 MB. */
export const explanationsMax = 2_000;
export const problemsMax = 100;

/** The schedule leaves younger objects alone, for what made them fail may not be over. */
export const scheduledAgeMsMin = 15 * 60 * 1_000;

/** The longest wait before a second try; it doubles up to the other. */
export const sendWaitMs = 100;
export const sendWaitMsMax = 20_000;

/** Tries in a row of which not one had a record accepted: after about a minute and a half, it is no burst that passes. */
export const sendTriesMax = 16;
