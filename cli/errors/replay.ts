import type { Problem, ReplayReport, ReplayRequest } from '../../shared/error-object-replay.ts';
import type { Reprocess } from './reprocessor.ts';

/**
 * All runs of a replay together. `alreadyThere` may count a record once per run: a run that ends inside an object leaves it to
 * the next one, which finds what is done.
 */
export type ReplayTotal = Omit<ReplayReport, 'explanations' | 'after'> & { runs: number };

/** Told after every run. */
export type OnRun = (total: ReplayTotal) => void;

/**
 * Calls the deployed reprocessor until it has done all that the request selects, its `limit` is reached, or a run gets nowhere.
 * Throws what a call throws.
 */
export async function replayAll(reprocess: Reprocess, request: ReplayRequest, onRun: OnRun): Promise<ReplayTotal> {
  let total: ReplayTotal | undefined;
  let { after } = request;
  for (;;) {
    const limit = request.limit === undefined ? undefined : request.limit - (total ? handledRecords(total) : 0);
    const report = await reprocess({
      ...request,
      ...(limit !== undefined && { limit }),
      ...(after !== undefined && { after }),
    });
    total = add(total, report);
    onRun(total);
    const isDone = report.complete || report.stoppedBy === 'failures';
    const isLimited = request.limit !== undefined && handledRecords(total) >= request.limit;
    const gotNowhere = report.after === after && handledRecords(report) === 0;
    if (isDone || isLimited || gotNowhere) return total;
    // A dry run that ends inside an object begins it anew every time.
    if (request.dryRun && report.after === after) return total;
    after = report.after;
  }
}

/** Records that found their place, or their lack of one. */
export function handledRecords({
  restored,
  dropped,
  unreadable,
  parked,
}: Pick<ReplayReport, 'restored' | 'dropped' | 'unreadable' | 'parked'>): number {
  return restored + dropped + unreadable + parkedRecords(parked);
}

export function parkedRecords(parked: ReplayReport['parked']): number {
  return Object.values(parked).reduce((sum, count) => sum + count, 0);
}

/** Whether anything is still where it was. */
export function isFinished({ complete, remaining, objects, problems }: ReplayTotal): boolean {
  return complete && remaining === 0 && objects.refused + objects.failed === 0 && problems.length === 0;
}

function add(total: ReplayTotal | undefined, report: ReplayReport): ReplayTotal {
  const { explanations: _explanations, after: _after, ...latest } = report;
  if (!total) return { ...latest, runs: 1 };
  return {
    ...latest,
    runs: total.runs + 1,
    // What one run left is what the next one took up.
    objects: { ...sums(total.objects, latest.objects), remaining: latest.objects.remaining },
    records: total.records + latest.records,
    restored: total.restored + latest.restored,
    ...(latest.perhapsRepeated !== undefined && {
      perhapsRepeated: (total.perhapsRepeated ?? 0) + latest.perhapsRepeated,
    }),
    alreadyThere: total.alreadyThere + latest.alreadyThere,
    dropped: total.dropped + latest.dropped,
    parked: sums(total.parked, latest.parked),
    unreadable: total.unreadable + latest.unreadable,
    remaining: total.remaining + latest.remaining,
    problems: distinct([...total.problems, ...latest.problems]),
  };
}

function sums<Counts extends Partial<Record<string, number>>>(a: Counts, b: Counts): Counts {
  const added: Partial<Record<string, number>> = { ...a };
  for (const [name, count = 0] of Object.entries(b)) added[name] = (added[name] ?? 0) + count;
  return added as Counts;
}

function distinct(problems: Problem[]): Problem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
