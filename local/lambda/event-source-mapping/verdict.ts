import type { InvokeResult } from '../types.ts';

/** What an invocation came to for the records it was given. */
export type Verdict =
  | { type: 'success' }
  /** Those before `from`, an index into the batch, succeeded. */
  | { type: 'partial'; from: number }
  /** None succeeded. `functionError` is null where the function answered, but not as a batch report. */
  | { type: 'failed'; functionError: 'Unhandled' | null };

const success: Verdict = { type: 'success' };
const malformed: Verdict = { type: 'failed', functionError: null };

/**
 * Judges an answer. Without `ReportBatchItemFailures` all that matters is whether the function threw. With it the lowest
 * sequence number reported is the checkpoint; an answer that is empty, or whose list is, is a success; one that names a
 * record which was not in the batch, or is no report at all, fails the whole batch.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function judge(result: InvokeResult, sequenceNumbers: string[], reportsItemFailures: boolean): Verdict {
  if (result.functionError) return { type: 'failed', functionError: result.functionError };
  if (!reportsItemFailures) return success;
  const failures = reportedFailures(result.payload);
  if (failures === undefined) return malformed;
  if (failures.length === 0) return success;
  const indexes = failures.map((identifier) => sequenceNumbers.indexOf(identifier as string));
  if (indexes.includes(-1)) return malformed;
  return { type: 'partial', from: Math.min(...indexes) };
}

/** The identifiers reported; undefined for what is no report. */
function reportedFailures(payload: Buffer): unknown[] | undefined {
  const answer = parse(payload);
  if (answer === null || answer === '') return [];
  if (typeof answer !== 'object') return undefined;
  if (Array.isArray(answer)) return answer.length === 0 ? [] : undefined;
  const { batchItemFailures: failures = null } = answer as { batchItemFailures?: unknown };
  if (failures === null) return [];
  if (!Array.isArray(failures)) return undefined;
  return failures.map((failure) => (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier);
}

function parse(payload: Buffer): unknown {
  const text = payload.toString('utf8');
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
