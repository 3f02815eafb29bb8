/** What `ApproximateCreationDateTime` counts since 1970. */
export type TimePrecision = 'MILLISECOND' | 'MICROSECOND';

const perSecond: Record<TimePrecision, number> = { MILLISECOND: 1_000, MICROSECOND: 1_000_000 };
/** 9999-12-31T23:59:59: the last second that four digits can write. */
const lastSecond = 253_402_300_799;

/**
 * UTC with always six fraction digits, `2021-12-23T16:15:15.098123Z`, so that text order is time order. Undefined
 * unless `time` is a safe integer within the years 1970 to 9999.
 *
 * Exact: remainder and difference of safe integers are integers, and the division leaves none.
 */
export function formatEventTime(time: unknown, precision: TimePrecision): string | undefined {
  if (typeof time !== 'number' || !Number.isSafeInteger(time) || time < 0) return undefined;
  const fraction = time % perSecond[precision];
  const second = (time - fraction) / perSecond[precision];
  if (second > lastSecond) return undefined;
  const micros = precision === 'MICROSECOND' ? fraction : fraction * 1_000;
  return `${formatSecond(second)}.${String(micros).padStart(6, '0')}Z`;
}

/** The second written last: most records of a batch share it, and writing a date is slow. */
let written = { second: 0, text: '1970-01-01T00:00:00' };

function formatSecond(second: number): string {
  if (written.second !== second) written = { second, text: new Date(second * 1_000).toISOString().slice(0, 19) };
  return written.text;
}
