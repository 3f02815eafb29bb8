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
    const { explanations = [], problems, schema, complete } = report;
    // A run that ended inside its very first object can only be taken past it.
    const isStuck = !complete && report.after === after;
    const cutShort = isStuck && request.source === 'errors' ? explanations.at(-1)?.object : undefined;
    yield { explanations, problems, schema, ...(cutShort !== undefined && { cutShort }) };
    if (complete) return;
    after = cutShort ?? report.after;
    if (isStuck && cutShort === undefined) {
      throw new UserError(
        `The reprocessor could not go on (${report.stoppedBy}${problems[0] ? `: ${problems[0].message}` : ''}).`,
      );
    }
  }
}
