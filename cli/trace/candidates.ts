import { errorPrefix, hourOfKey, parkedPrefix } from '../../shared/error-object-keys.ts';
import type { Deployed } from '../deployed/connect.ts';
import type { DeployedStream } from '../deployed/delivery-streams.ts';
import { hourFolders } from '../deployed/hours.ts';
import { type ListedObject, listObjects } from '../deployed/objects.ts';
import { type MessageKey, partitionKey } from './key.ts';
import { distance, type Span } from './span.ts';

/** What one search reads and lists at most. */
const OBJECTS_READ_MAX = 300;
const BYTES_READ_MAX = 1024 * 1024 * 1024;
const OBJECTS_LISTED_MAX = 20_000;

/** Objects that may hold a message, the likeliest first. */
export interface Candidates {
  objects: ListedObject[];
  /** False when there are more than are read. */
  isWhole: boolean;
}

/** What is known beforehand. */
export interface Hints {
  spans: Span[];
  /** The user named the span: nothing outside of it counts. */
  isGiven: boolean;
  changeTimesMs: number[];
}

/** The objects of a layout that may hold rows of a message. A layout by keys has them all in one folder. */
export async function rowCandidates(
  deployed: Deployed,
  { bucket, dataPrefix, layout, timeZone }: DeployedStream,
  key: MessageKey,
  hints: Hints,
): Promise<Candidates> {
  if (layout === 'keys') {
    // No row has a key that would be two folders.
    if (key.partition.includes('/')) return { objects: [], isWhole: true };
    const prefix = `${dataPrefix}${partitionKey}=${key.partition}/`;
    // A replay may have written a row long after.
    const sinceMs = hints.isGiven ? hints.spans[0]!.fromMs : 0;
    return choose(deployed, bucket, [prefix], hints, ({ lastModified }) => lastModified >= sinceMs);
  }
  const prefixes = hoursOf(hints.spans, timeZone).map((hour) => `${dataPrefix}${hour}/`);
  return choose(deployed, bucket, prefixes, hints, () => true);
}

/** The error objects, or the parked ones, that may hold a message. */
export async function failureCandidates(
  deployed: Deployed,
  { bucket, shortName, timeZone }: DeployedStream,
  source: 'errors' | 'parked',
  hints: Hints,
): Promise<Candidates> {
  const hours = new Set(hoursOf(hints.spans, timeZone));
  const prefix = source === 'errors' ? errorPrefix(shortName) : parkedPrefix(shortName);
  return choose(deployed, bucket, [prefix], hints, ({ key }) => hours.has(hourOfKey(key) ?? ''));
}

const hoursOf = (spans: Span[], timeZone: string): string[] => [
  ...new Set(spans.flatMap(({ fromMs, toMs }) => hourFolders(fromMs, toMs, timeZone))),
];

async function choose(
  deployed: Deployed,
  bucket: string,
  prefixes: string[],
  { changeTimesMs }: Hints,
  mayHold: (object: ListedObject) => boolean,
): Promise<Candidates> {
  const listed: ListedObject[] = [];
  let isWhole = true;
  for (const prefix of prefixes) {
    for await (const object of listObjects(deployed, bucket, prefix)) {
      if (listed.length === OBJECTS_LISTED_MAX) {
        isWhole = false;
        break;
      }
      if (mayHold(object)) listed.push(object);
    }
  }
  listed.sort(
    (a, b) =>
      distance(a.lastModified, changeTimesMs) - distance(b.lastModified, changeTimesMs) ||
      b.lastModified - a.lastModified,
  );
  let bytes = 0;
  const objects = listed.slice(0, OBJECTS_READ_MAX).filter(({ size }) => {
    bytes += size;
    return bytes <= BYTES_READ_MAX;
  });
  return { objects, isWhole: isWhole && objects.length === listed.length };
}
