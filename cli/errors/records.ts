import type { Explanation } from '../../shared/error-object-replay.ts';
import type { Deployed } from '../deployed/connect.ts';
import { deliveryStreamOf, type TransformingStream, transformingStreamsOf } from '../deployed/delivery-streams.ts';
import { createReadLine } from './contents.ts';
import { explainAll } from './explain.ts';
import { createReprocess } from './reprocessor.ts';
import { requestOf, type SelectionOptions } from './selection.ts';
import { type ShownRecord, withContents } from './show.ts';

export interface RecordsWanted extends SelectionOptions {
  /** Those that a replay has parked, instead of those that wait. */
  parked: boolean;
  /** With what is in them. */
  content: boolean;
  limit: number;
}

/** No explanation is of a line beyond, see `explain.ts`. */
const EXPLAINED_LINES_MAX = 2_000;

/** The first failed or parked records of one delivery stream, or of all, explained. */
export async function firstRecords(
  deployed: Deployed,
  stream: string | undefined,
  wanted: RecordsWanted,
): Promise<ShownRecord[]> {
  const streams =
    stream === undefined ? await transformingStreamsOf(deployed) : [await deliveryStreamOf(deployed, stream)];
  const shown: ShownRecord[] = [];
  for (const each of streams) {
    const explanations = await firstExplanations(deployed, each, wanted.limit - shown.length, wanted);
    if (!wanted.content) shown.push(...explanations);
    else shown.push(...(await withContents(explanations, createReadLine(deployed, each.bucket, EXPLAINED_LINES_MAX))));
  }
  return shown;
}

async function firstExplanations(
  deployed: Deployed,
  { shortName }: TransformingStream,
  limit: number,
  { parked, ...selection }: RecordsWanted,
): Promise<Explanation[]> {
  const explanations: Explanation[] = [];
  if (limit <= 0) return explanations;
  const request = requestOf(shortName, parked ? 'parked' : 'errors', selection);
  for await (const part of explainAll(createReprocess(deployed), request)) {
    explanations.push(...part.explanations);
    if (explanations.length >= limit) break;
  }
  return explanations.slice(0, limit);
}
