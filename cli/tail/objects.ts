import type { Deployed } from '../deployed/connect.ts';
import type { ObjectPlace } from '../deployed/delivery-streams.ts';
import { hourFolders } from '../deployed/hours.ts';
import { type ListedObject, listObjects } from '../deployed/objects.ts';
import { UserError } from '../output.ts';
import { pause } from './changes.ts';

/** Objects that one look lists at most. S3 has no other way to say what is new. */
const OBJECTS_LISTED_MAX = 20_000;

/** Objects of the hour before may still be written: an object carries the hour of its oldest record. */
const HOURS_LOOKED_AT = 2;

/**
 * Follows a layout: every object that is written from now on, until `signal` ends it. Of a layout by hour the newest hours are
 * looked at, of one by keys everything under its prefix, or under the folder of one key. Throws {@link UserError} where that
 * is too much to be listed again and again.
 */
export async function* followObjects(
  deployed: Deployed,
  stream: ObjectPlace,
  key: { name: string; value: string } | undefined,
  signal: AbortSignal,
  onReady: () => void,
): AsyncGenerator<ListedObject> {
  // By key and time of writing: an object that is written anew is new.
  let seen: Set<string> | undefined;
  while (!signal.aborted) {
    const now = new Set<string>();
    for (const prefix of prefixesOf(stream, key, deployed.now())) {
      for await (const object of listObjects(deployed, stream.bucket, prefix)) {
        const version = `${object.lastModified} ${object.key}`;
        now.add(version);
        if (now.size > OBJECTS_LISTED_MAX) throw tooMany(stream, prefix);
        if (seen && !seen.has(version)) yield object;
      }
    }
    if (!seen) onReady();
    seen = now;
    await pause(signal);
  }
}

function prefixesOf(
  { layout, dataPrefix, timeZone }: ObjectPlace,
  key: { name: string; value: string } | undefined,
  nowMs: number,
): string[] {
  if (layout === 'keys') return [key ? `${dataPrefix}${key.name}=${key.value}/` : dataPrefix];
  return hourFolders(nowMs - (HOURS_LOOKED_AT - 1) * 3_600_000, nowMs, timeZone).map((hour) => `${dataPrefix}${hour}/`);
}

function tooMany({ layout }: ObjectPlace, prefix: string): UserError {
  const narrower = layout === 'keys' ? ' Follow one livestream with --livestream.' : '';
  return new UserError(`There are more than ${OBJECTS_LISTED_MAX} objects under ${prefix}.${narrower}`);
}
