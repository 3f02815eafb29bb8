import type { Reprocess } from '../../../cli/errors/reprocessor.ts';
import type { Explanation, ReplayReport, ReplayRequest } from '../../../shared/error-object-replay.ts';

/** A report of nothing, changed as a test says. */
export const report = (changes: Partial<ReplayReport> = {}): ReplayReport => ({
  stream: 'chat-by-time',
  source: 'errors',
  dryRun: false,
  schema: '0123456789abcdef',
  objects: { replayed: 0, stayed: 0, skipped: 0, refused: 0, failed: 0, gone: 0, remaining: 0 },
  records: 0,
  restored: 0,
  alreadyThere: 0,
  dropped: 0,
  parked: {},
  unreadable: 0,
  remaining: 0,
  problems: [],
  complete: true,
  ...changes,
});

export const keyOf = (name: string) => `errors/chat-by-time/processing-failed/2026/07/13/14/${name}`;

/** A line range: what a run handles before it looks at its limit. */
const RANGE_LINES = 1000;
const EXPLANATIONS_MAX = 2000;

/**
 * A reprocessor over objects of so many records each, which keeps what the real one promises of `after`, `limit` and dry runs.
 * Answers the requests that it was sent, too.
 */
export function fakeReprocessor(objects: Record<string, number>): { reprocess: Reprocess; requests: ReplayRequest[] } {
  const requests: ReplayRequest[] = [];
  return {
    requests,
    async reprocess(request) {
      requests.push(request);
      const { limit = Number.POSITIVE_INFINITY, after = '' } = request;
      const explanations: Explanation[] = [];
      const answer = report({ dryRun: request.dryRun ?? false });
      for (const [object, records] of Object.entries(objects).sort()) {
        if (object <= after) continue;
        for (let line = 1; line <= records; line += RANGE_LINES) {
          if (answer.restored >= limit) {
            const progress = answer.after ?? request.after;
            return {
              ...answer,
              complete: false,
              stoppedBy: 'limit',
              explanations,
              ...(progress !== undefined && { after: progress }),
            };
          }
          const count = Math.min(RANGE_LINES, records - line + 1);
          answer.records += count;
          answer.restored += count;
          for (let at = 0; at < count && explanations.length < EXPLANATIONS_MAX; at++) {
            explanations.push({ object, line: line + at, result: 'Ok', errorCode: 'Lambda.FunctionError' });
          }
        }
        answer.after = object;
        if (!request.dryRun) delete objects[object];
      }
      delete answer.after;
      return { ...answer, ...(request.dryRun && { explanations }) };
    },
  };
}
