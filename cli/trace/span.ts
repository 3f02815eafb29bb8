/** From one instant to another, epoch milliseconds. */
export interface Span {
  fromMs: number;
  toMs: number;
}

const HOUR_MS = 3_600_000;

/** Without any hint, so far back. */
const RECENT_MS = 24 * HOUR_MS;

/** An object carries the hour of its oldest record, and a record may be late; most are there within minutes. */
const BEFORE_MS = HOUR_MS;
const AFTER_MS = 6 * HOUR_MS;

/**
 * Where to look for what became of a message: where the user says, else around the times of its changes that are known, else
 * in the last day.
 */
export function spansOf(
  { from, to }: { from?: string | undefined; to?: string | undefined },
  changeTimesMs: readonly number[],
  nowMs: number,
): Span[] {
  if (from !== undefined || to !== undefined) {
    const toMs = to === undefined ? nowMs : Math.min(nowMs, Date.parse(to));
    return [{ fromMs: from === undefined ? toMs - RECENT_MS : Date.parse(from), toMs }];
  }
  if (changeTimesMs.length === 0) return [{ fromMs: nowMs - RECENT_MS, toMs: nowMs }];
  return merged(
    changeTimesMs.map((ms) => ({ fromMs: ms - BEFORE_MS, toMs: Math.max(ms, Math.min(nowMs, ms + AFTER_MS)) })),
  );
}

function merged(spans: Span[]): Span[] {
  const result: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs);
    else result.push({ ...span });
  }
  return result;
}

/** How far an instant is from the nearest of some others; 0 without others. */
export const distance = (ms: number, others: readonly number[]): number =>
  others.length === 0 ? 0 : Math.min(...others.map((other) => Math.abs(ms - other)));
