import { describe, expect, it } from 'vitest';
import { distance, spansOf } from '../../../cli/trace/span.ts';

const hour = 3_600_000;
const now = Date.parse('2026-07-13T14:00:00Z');

describe('where a trace looks', () => {
  it('in the last day, without any hint', () => {
    expect(spansOf({}, [], now)).toEqual([{ fromMs: now - 24 * hour, toMs: now }]);
  });

  it('where the user says, whatever else is known, and not into the future', () => {
    const span = { from: '2026-07-01T00:00:00.000Z', to: '2026-07-01T02:00:00.000Z' };
    expect(spansOf(span, [now], now)).toEqual([{ fromMs: Date.parse(span.from), toMs: Date.parse(span.to) }]);
    expect(spansOf({ from: span.from, to: '2099-01-01T00:00:00.000Z' }, [], now)[0]?.toMs).toBe(now);
    expect(spansOf({ to: span.to }, [], now)).toEqual([
      { fromMs: Date.parse(span.to) - 24 * hour, toMs: Date.parse(span.to) },
    ]);
  });

  it('around the changes that are known, once where they are near each other', () => {
    const old = now - 100 * hour;
    expect(spansOf({}, [now - hour, old, old + 2 * hour], now)).toEqual([
      { fromMs: old - hour, toMs: old + 8 * hour },
      { fromMs: now - 2 * hour, toMs: now },
    ]);
  });

  it('nearest to these first', () => {
    expect(distance(10, [])).toBe(0);
    expect(distance(10, [100, 13])).toBe(3);
  });
});
