import { createIdCounts, type IdCounts } from '../../../lake/id-counts.ts';
import { readFailedRecords, readRows } from '../../../lake/read-objects.ts';
import { identify } from '../../../lake/record-id.ts';
import type { ReadPosition } from '../../../local/kinesis/types.ts';
import type { LocalStack } from '../../../local/stack.ts';
import { parseErrorRecord } from '../../../shared/error-object.ts';
import { parkedPrefix } from '../../../shared/error-object-keys.ts';
import { readParkedEntry } from '../../../shared/error-object-parked.ts';
import { hourFolders } from '../../deployed/hours.ts';
import type { DeliveryStreamFacts } from '../../proof/delivery-streams.ts';

/** Every failed record that lies under a layout's error prefix now. */
export async function readErrors(
  stack: LocalStack,
  { bucket, errorPrefix }: DeliveryStreamFacts,
): Promise<{ ids: IdCounts; objects: number }> {
  const ids = createIdCounts();
  const { objects } = await readFailedRecords(stack.s3.buckets.directory(bucket), errorPrefix, ({ rawData }) =>
    ids.add(identify(rawData).id),
  );
  return { ids, objects };
}

/** Every record that replays have parked. Throws for a line that no replay writes. */
export async function readParked(stack: LocalStack, layout: DeliveryStreamFacts): Promise<IdCounts> {
  const ids = createIdCounts();
  await readRows(stack.s3.buckets.directory(layout.bucket), parkedPrefix(layout.shortName), (line, { key }) => {
    const entry = readParkedEntry(line);
    const parsed = entry && parseErrorRecord(entry.original);
    if (!parsed?.ok) throw new Error(`${key} holds a line that is no parked record.`);
    ids.add(identify(Buffer.from(parsed.record.rawData, 'base64')).id);
  });
  return ids;
}

/** The rows of a layout: all of them, and those that replays wrote, with the hour folder each lies in. */
export async function readLayout(
  stack: LocalStack,
  { bucket, dataPrefix, shortName }: DeliveryStreamFacts,
): Promise<{ rows: IdCounts; replayed: IdCounts; hours: Map<string, string> }> {
  const rows = createIdCounts();
  const replayed = createIdCounts();
  const hours = new Map<string, string>();
  await readRows(stack.s3.buckets.directory(bucket), dataPrefix, (row, { key }) => {
    const { id } = identify(row);
    rows.add(id);
    if (!key.includes(`/${shortName}-replay-`)) return;
    replayed.add(id);
    hours.set(id.toString('hex'), key.slice(dataPrefix.length, key.lastIndexOf('/')));
  });
  return { rows, replayed, hours };
}

/** How many of the records whose hour folder is given arrived in the stream in another hour. */
export function countMisplaced(
  { kinesis }: LocalStack,
  streamName: string,
  hours: Map<string, string>,
  timeZone: string,
): number {
  let misplaced = 0;
  for (const { shardId } of kinesis.streams.shards(streamName)) {
    let position: ReadPosition = 'TRIM_HORIZON';
    for (;;) {
      const limit = { records: 10_000, bytes: 8 * 1024 * 1024 };
      const { records } = kinesis.streams.read(streamName, shardId, position, limit);
      const last = records.at(-1);
      if (!last) break;
      for (const { data, approximateArrivalTimestamp: arrivedMs } of records) {
        const hour = hours.get(identify(data).id.toString('hex'));
        if (hour !== undefined && hour !== hourFolders(arrivedMs, arrivedMs, timeZone)[0]) misplaced += 1;
      }
      position = { after: last.sequenceNumber };
    }
  }
  return misplaced;
}

/** Whether two multisets hold the same ids equally often. */
export function areSame(one: IdCounts, ...parts: IdCounts[]): boolean {
  const inParts = (id: Buffer) => parts.reduce((sum, part) => sum + part.count(id), 0);
  // One at a time: the buffer of an id is used again for the next.
  for (const [id, count] of one.entries()) if (inParts(id) !== count) return false;
  return one.total === parts.reduce((sum, part) => sum + part.total, 0);
}

/** Everything that a replay may write for a delivery stream, by key, with what tells one writing from the next. */
export async function snapshot(stack: LocalStack, { bucket, dataPrefix, shortName }: DeliveryStreamFacts) {
  const written = new Map<string, string>();
  for (const prefix of [dataPrefix, parkedPrefix(shortName)]) {
    for (const { key, etag, lastModified } of await stack.s3.buckets.listObjects(bucket, prefix)) {
      written.set(key, `${etag} ${lastModified}`);
    }
  }
  return written;
}

/** How many objects of the second snapshot are not, or not as they are, in the first. */
export const countNew = (before: Map<string, string>, after: Map<string, string>): number =>
  [...after].filter(([key, version]) => before.get(key) !== version).length;
