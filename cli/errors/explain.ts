import type { Explanation, Problem, ReplayRequest } from '../../shared/error-object-replay.ts';
import { UserError } from '../output.ts';
import type { Reprocess } from './reprocessor.ts';

/**
 * Records of one dry run. An answer explains 2,000 at most, and a run ends after the line range, of 1,000 lines at most, in
 * which it reaches its limit: so nothing is left out.
 */
const RECORDS_PER_RUN = 1001;

/** What the deployed reprocessor says of some failed records. */
export interface Explained {
  explanations: Explanation[];
  problems: Problem[];
  /** Fingerprint of the schema that judged. */
  schema: string;
  /** An error object that holds more records than one answer can explain: those given are its first. */
  cutShort?: string;
}

/**
 * Has the deployed reprocessor explain all that a request selects, in key order, without writing anything. Throws
 * {@link UserError} when it cannot go on.
 */
export async function* explainAll(reprocess: Reprocess, request: ReplayRequest): AsyncGenerator<Explained> {
  let { after } = request;
  for (;;) {
    const report = await reprocess({
      ...request,
      dryRun: true,
      limit: RECORDS_PER_RUN,
      ...(after !== undefined && { after }),
    });
    const { explanations = [], problems, schema, complete, stoppedBy } = report;
    if (complete) {
      yield { explanations, problems, schema };
      return;
    }
    // The object in which the run ended, beyond all that are finished: the next one begins it anew. Records of a parked object name another one, the error
    // object that they came in; but a parked object is one line range, in which no run ends.
    const last = request.source === 'errors' ? explanations.at(-1)?.object : undefined;
    const unfinished = last !== undefined && last > (report.after ?? '') ? last : undefined;
    if (report.after !== after) {
      const finished = explanations.filter(({ object }) => object !== unfinished);
      yield { explanations: finished, problems, schema };
      after = report.after;
    } else if (unfinished !== undefined) {
      // A run that ends inside its very first object can only be taken past it.
      yield { explanations, problems, schema, cutShort: unfinished };
      after = unfinished;
    } else {
      const why = problems[0] ? `${stoppedBy}: ${problems[0].message}` : stoppedBy;
      throw new UserError(`The reprocessor could not go on (${why}).`);
    }
  }
}
