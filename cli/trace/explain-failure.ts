import { expectationInWords, verdictInWords } from '../errors/in-words.ts';
import type { Reprocess } from '../errors/reprocessor.ts';
import type { Sighting } from './sightings.ts';

/** A dry run explains so many records at most. */
const EXPLAINED_MAX = 2_000;

/** Has the deployed reprocessor say why a record under the error prefix would fail again, or that it would pass. */
export async function explainFailure(reprocess: Reprocess, stream: string, sighting: Sighting): Promise<Sighting> {
  const { object, line } = sighting;
  if (line > EXPLAINED_MAX) return sighting;
  // It reads on from a key that stands just before this one, and ends with the range that holds the line.
  const after = object.slice(0, -1);
  const { explanations = [] } = await reprocess({ stream, source: 'errors', dryRun: true, after, limit: line });
  const explanation = explanations.find((each) => each.object === object && each.line === line);
  if (!explanation) return sighting;
  const { path, found, expected } = explanation;
  return {
    ...sighting,
    reason: verdictInWords(explanation),
    ...(path !== undefined && { field: path }),
    ...(found !== undefined && { found }),
    ...(expected && { expected: expectationInWords(expected) }),
  };
}
