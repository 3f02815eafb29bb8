import { describe, expect, it } from 'vitest';
import { type AlarmRow, alarmsText } from '../../../cli/status/alarms.ts';
import { type Delivery, deliveryTable } from '../../../cli/status/delivery.ts';

const now = Date.parse('2026-07-13T14:00:00Z');
const alarm = (changes: Partial<AlarmRow> = {}): AlarmRow => ({
  name: 'tributary-dev-ticket-chat-by-time-processing-failed',
  shortName: 'chat-by-time-processing-failed',
  severity: 'ticket',
  state: 'ALARM',
  since: now - 90_000,
  reason: 'Threshold Crossed',
  description: 'TICKET. Records failed. What to do: docs/runbook.md#processing-failed',
  ...changes,
});

describe('the alarms', () => {
  it('that are not OK are listed with their section of the runbook, the others are counted', () => {
    const text = alarmsText([alarm(), alarm({ state: 'OK', shortName: 'quiet' })], now, false);
    expect(text).toBe(`state  severity  alarm                           for   because
ALARM  ticket    chat-by-time-processing-failed  90 s  Threshold Crossed

1 of 2 alarms are OK.
What to do:
  docs/runbook.md#processing-failed`);
  });

  it('are all listed when asked for', () => {
    expect(alarmsText([alarm({ state: 'OK', shortName: 'quiet' })], now, true)).toContain('quiet');
  });

  it('are one sentence when all is well', () => {
    expect(alarmsText([alarm({ state: 'OK' })], now, false)).toBe('1 of 1 alarms are OK.');
  });

  it.each([
    [5_000, '5 s'],
    [10 * 60_000, '10 min'],
    [5 * 3_600_000, '5 h'],
    [5 * 86_400_000, '5 d'],
    [-5_000, '0 s'],
  ])('tell since when: %d ms', (ms, words) => {
    expect(alarmsText([alarm({ since: now - ms })], now, false)).toContain(`  ${words}  `);
  });
});

describe('the delivery table', () => {
  it('shows counts, and a question mark for what nobody has told yet', () => {
    const delivery: Delivery = {
      stream: 'chat-by-time',
      status: 'ACTIVE',
      read: 25_000,
      delivered: 24_000,
      failed: 250,
      dropped: 2,
      buffered: 748,
      millisBehind: 1234,
      freshnessSeconds: undefined,
      errorObjects: undefined,
    };
    expect(deliveryTable([delivery]).split('\n')[1]).toMatch(
      /ACTIVE {2}25,000 {5}24,000 {5}250 {8}2 {7}748 {2}1\.2 s {3}\?$/,
    );
  });
});
