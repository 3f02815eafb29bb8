import type { Deployed } from '../deployed/connect.ts';
import { type DeployedStream, deliveryStreamsOf } from '../deployed/delivery-streams.ts';
import { createReprocess } from '../errors/reprocessor.ts';
import type { Progress } from '../output.ts';
import { type Candidates, failureCandidates, type Hints, rowCandidates } from './candidates.ts';
import { explainFailure } from './explain-failure.ts';
import type { MessageKey } from './key.ts';
import { failuresOf, parkedOf, readSightings, rowsOf, type Sighting } from './sightings.ts';
import { spansOf } from './span.ts';
import { findChanges, type StreamChanges } from './stream-changes.ts';
import { findItem, type TableItem } from './table-item.ts';

/** What is known of one message, from the table to the lake. */
export interface Trace {
  key: MessageKey;
  table: TableItem;
  stream: StreamChanges;
  layouts: LayoutTrace[];
}

export interface LayoutTrace {
  /** Short name of the delivery stream. */
  stream: string;
  bucket: string;
  /** By the time of the change. */
  sightings: Sighting[];
  objectsRead: number;
  /** False when there were more objects than a trace reads. */
  isWhole: boolean;
}

export interface TraceWanted {
  from?: string | undefined;
  to?: string | undefined;
  /** With what is in the item, the change and the rows. */
  content: boolean;
}

/**
 * Follows one message. Where its changes were made is learnt as it goes: the folder of its key tells the times of those that
 * arrived, by which the stream and the layout by hour are searched. Everything that is searched is bounded.
 */
export async function traceMessage(
  deployed: Deployed,
  key: MessageKey,
  wanted: TraceWanted,
  progress: Progress,
): Promise<Trace> {
  const streams = await deliveryStreamsOf(deployed);
  progress.update('looking into the table …');
  const table = await findItem(deployed, key, wanted.content);
  const times = new Set<number>();
  const note = (changes: { eventTime?: string | undefined }[]) => {
    for (const { eventTime } of changes) if (eventTime !== undefined) times.add(Date.parse(eventTime));
  };
  const hints = (): Hints => ({
    spans: spansOf(wanted, [...times], deployed.now()),
    isGiven: wanted.from !== undefined || wanted.to !== undefined,
    changeTimesMs: [...times],
  });

  const rows = new Map<DeployedStream, Found>();
  // Those by keys first: they say when.
  for (const stream of streams.toSorted((a, b) => Number(b.layout === 'keys') - Number(a.layout === 'keys'))) {
    if (stream.layout === 'hour' && times.size === 0) break;
    progress.update(`looking for rows of ${stream.shortName} …`);
    const found = await findRows(deployed, stream, key, hints(), wanted.content);
    note(found.sightings);
    rows.set(stream, found);
  }
  progress.update('looking into the stream …');
  const stream = await findChanges(deployed, streams[0]!.sourceStream, key, hints().spans, wanted.content);
  note(stream.changes);

  const layouts: LayoutTrace[] = [];
  for (const each of streams) {
    progress.update(`looking for failures of ${each.shortName} …`);
    const found = [
      rows.get(each) ?? (await findRows(deployed, each, key, hints(), wanted.content)),
      ...(await findFailures(deployed, each, key, hints(), wanted.content)),
    ];
    layouts.push(layoutOf(each, found));
  }
  return { key, table, stream, layouts };
}

interface Found {
  sightings: Sighting[];
  candidates: Candidates;
}

async function findRows(
  deployed: Deployed,
  stream: DeployedStream,
  key: MessageKey,
  hints: Hints,
  content: boolean,
): Promise<Found> {
  const candidates = await rowCandidates(deployed, stream, key, hints);
  const sightings = await readSightings(deployed, stream.bucket, candidates.objects, rowsOf(key, content));
  return { sightings, candidates };
}

async function findFailures(
  deployed: Deployed,
  stream: DeployedStream,
  key: MessageKey,
  hints: Hints,
  content: boolean,
): Promise<Found[]> {
  const reprocess = createReprocess(deployed);
  const waiting = await failureCandidates(deployed, stream, 'errors', hints);
  const failed: Sighting[] = [];
  for (const sighting of await readSightings(deployed, stream.bucket, waiting.objects, failuresOf(key, content))) {
    failed.push(await explainFailure(reprocess, stream.shortName, sighting));
  }
  const parked = await failureCandidates(deployed, stream, 'parked', hints);
  const sightings = await readSightings(deployed, stream.bucket, parked.objects, parkedOf(key, content));
  return [
    { sightings: failed, candidates: waiting },
    { sightings, candidates: parked },
  ];
}

function layoutOf({ shortName, bucket }: DeployedStream, found: Found[]): LayoutTrace {
  return {
    stream: shortName,
    bucket,
    sightings: found
      .flatMap(({ sightings }) => sightings)
      .sort((a, b) => ((a.eventTime ?? '') < (b.eventTime ?? '') ? -1 : 1)),
    objectsRead: found.reduce((sum, { candidates }) => sum + candidates.objects.length, 0),
    isWhole: found.every(({ candidates }) => candidates.isWhole),
  };
}

/** Whether anything at all is known of the message. */
export const isKnown = ({ table, stream, layouts }: Trace): boolean =>
  table.isThere || stream.changes.length > 0 || layouts.some(({ sightings }) => sightings.length > 0);
