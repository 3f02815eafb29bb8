import type { Explanation } from '../../shared/error-object-replay.ts';
import type { FailedRecord, Verdict } from './judge.ts';
import type { Look } from './look.ts';

/** Says of a record what a replay would do, and why. */
export function explain({ object, line, parsed }: FailedRecord, verdict: Verdict, look: Look): Explanation {
  const explanation: Explanation = { object, line, result: verdict.result };
  if (parsed.ok) {
    explanation.errorCode = parsed.record.errorCode;
    explanation.arrivalTimestamp = parsed.record.arrivalTimestamp;
  }
  if (verdict.result !== 'Parked') return explanation;
  explanation.reason = verdict.reason;
  if (verdict.path !== undefined) explanation.path = verdict.path;
  if (verdict.position !== undefined) explanation.position = verdict.position;
  return parsed.ok ? { ...explanation, ...look(parsed.record, verdict) } : explanation;
}
