import type { IdCounts } from './id-counts.ts';
import { printId } from './record-id.ts';

/** What was written and what became of it in one layout, each read from where it lies. */
export interface Evidence {
  /** Every record of the log. */
  written: IdCounts;
  /** Those of `written` that the transform's rule leaves out: removals by TTL. */
  removedByTtl: IdCounts;
  /** Every row of the layout's objects. */
  delivered: IdCounts;
  /** Every record of the layout's error objects. */
  failed: IdCounts;
  /** How many the function says it dropped: they leave no trace but this number. */
  dropped: number;
}

export interface Verdict {
  written: number;
  delivered: number;
  failed: number;
  dropped: number;
  /** In the log, and neither delivered, failed nor dropped. */
  lost: number;
  /** Delivered or failed more often than written. */
  duplicated: number;
  /** Delivered or failed, and never written. */
  unexpected: number;
  /** Counted as dropped beyond the records that could have been. */
  droppedTooMany: number;
  /** written = delivered + failed + dropped, record by record. */
  holds: boolean;
  /** The first few ids of each kind. */
  examples: { lost: string[]; duplicated: string[]; unexpected: string[] };
}

const EXAMPLES_MAX = 5;

/**
 * Compares what was written with what arrived, id by id, so that a loss and a repeat cannot make up for each other.
 *
 * A dropped record can be told from a lost one only by number, and only among the records that the rule drops.
 */
export function verify({ written, removedByTtl, delivered, failed, dropped }: Evidence): Verdict {
  const examples: Verdict['examples'] = { lost: [], duplicated: [], unexpected: [] };
  const sums = { lost: 0, duplicated: 0, unexpected: 0 };
  const note = (kind: keyof typeof sums, id: Buffer, count: number) => {
    sums[kind] += count;
    if (examples[kind].length < EXAMPLES_MAX) examples[kind].push(printId(id));
  };

  let droppable = 0;
  for (const [id, count] of written.entries()) {
    const arrived = delivered.count(id) + failed.count(id);
    if (arrived > count) note('duplicated', id, arrived - count);
    const missing = Math.max(0, count - arrived);
    const byRule = Math.min(missing, removedByTtl.count(id));
    droppable += byRule;
    if (missing > byRule) note('lost', id, missing - byRule);
  }
  for (const arrivals of [delivered, failed]) {
    for (const [id, count] of arrivals.entries()) {
      if (written.count(id) === 0) note('unexpected', id, count);
    }
  }
  sums.lost += Math.max(0, droppable - dropped);
  const droppedTooMany = Math.max(0, dropped - droppable);
  return {
    written: written.total,
    delivered: delivered.total,
    failed: failed.total,
    dropped,
    ...sums,
    droppedTooMany,
    holds: sums.lost + sums.duplicated + sums.unexpected + droppedTooMany === 0,
    examples,
  };
}
