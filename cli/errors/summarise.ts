import { parseErrorRecord } from '../../shared/error-object.ts';
import { errorObjectLimits } from '../../shared/error-object-bytes.ts';
import { readPieces } from '../../shared/error-object-lines.ts';
import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import type { Deployed } from '../deployed/connect.ts';
import { deliveryStreamOf, type TransformingStream, transformingStreamsOf } from '../deployed/delivery-streams.ts';
import { readObject } from '../deployed/objects.ts';
import type { Progress } from '../output.ts';
import { explainAll } from './explain.ts';
import { createReprocess } from './reprocessor.ts';
import { requestOf, type SelectionOptions } from './selection.ts';
import { createSummary, type ErrorGroup, summaryTable } from './summary.ts';

export interface Summary {
  groups: ErrorGroup[];
  /** What could not be read, and why. */
  problems: string[];
  /** Fingerprints of the schemas that judged. */
  schemas: string[];
}

/** Sums up the failed or parked records of one delivery stream, or of all. */
export async function summarise(
  deployed: Deployed,
  stream: string | undefined,
  source: ReplayRequest['source'],
  selection: SelectionOptions,
  progress: Progress,
): Promise<Summary> {
  const streams =
    stream === undefined ? await transformingStreamsOf(deployed) : [await deliveryStreamOf(deployed, stream)];
  const reprocess = createReprocess(deployed);
  const summary = createSummary();
  const problems: string[] = [];
  const schemas = new Set<string>();
  let judged = 0;
  for (const each of streams) {
    for await (const part of explainAll(reprocess, requestOf(each.shortName, source, selection))) {
      for (const explanation of part.explanations) summary.add(each.shortName, explanation);
      for (const { object, line, message } of part.problems)
        problems.push(`${object}${line ? `:${line}` : ''}: ${message}`);
      schemas.add(part.schema);
      judged += part.explanations.length;
      progress.update(`${each.shortName}: ${judged.toLocaleString('en')} records explained`);
      if (part.cutShort !== undefined) {
        const explained = part.explanations.filter(({ object }) => object === part.cutShort).length;
        await countRest(deployed, each, part.cutShort, explained, summary);
      }
    }
  }
  return { groups: summary.groups(), problems, schemas: [...schemas] };
}

/** Counts what is in an error object beyond the records that were explained, by code. */
async function countRest(
  deployed: Deployed,
  { bucket, shortName }: TransformingStream,
  object: string,
  explained: number,
  summary: ReturnType<typeof createSummary>,
): Promise<void> {
  const body = await readObject(deployed, bucket, object);
  if (!body) return;
  for await (const { ordinal, bytes } of readPieces(body, errorObjectLimits)) {
    if (ordinal < explained) continue;
    const parsed = bytes && parseErrorRecord(bytes);
    summary.addUnjudged(shortName, object, parsed?.ok ? parsed.record.errorCode : 'Unknown', 1);
  }
}

/** For people: what there is, and what could not be read. */
export function summaryText({ groups, problems }: Summary, source: ReplayRequest['source']): string {
  const nothing = source === 'errors' ? 'No failed records.' : 'No parked records.';
  const unread = problems.length > 0 ? ['', 'Not read:', ...problems.map((problem) => `  ! ${problem}`)] : [];
  return [groups.length > 0 ? summaryTable(groups) : nothing, ...unread].join('\n');
}
