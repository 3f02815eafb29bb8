import type { Source } from './names.ts';
import type { Range } from './ranges.ts';

/** What is being carried out. */
export interface Carried {
  range: Range;
  source: Source;
  /** Whether this run decided it, and so is the first to carry it out. */
  isOwn: boolean;
}
