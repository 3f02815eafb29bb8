import { errorPrefix, hourOfKey, isFolderPlaceholder, parkedPrefix } from '../../shared/error-object-keys.ts';
import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import { EventError } from './event.ts';
import type { HourOf } from './folders.ts';
import type { ListedObject } from './object-store.ts';

/** The prefix that a request reads. Throws {@link EventError} for an `after` outside it. */
export function prefixOf({ stream, source, after }: ReplayRequest): string {
  const prefix = source === 'errors' ? errorPrefix(stream) : parkedPrefix(stream);
  if (after !== undefined && !after.startsWith(prefix)) {
    throw new EventError(`"after" must be a key under ${prefix}: leave it out, or give the "after" of a report.`);
  }
  return prefix;
}

/** The function that says whether a request means an object. `ageMsMin`: leave objects alone that are younger. */
export function createSelection(
  { from, to }: ReplayRequest,
  { hourOf, now, ageMsMin = 0 }: { hourOf: HourOf; now: () => number; ageMsMin?: number },
): (object: ListedObject) => boolean {
  const firstHour = from === undefined ? undefined : hourOf(Date.parse(from));
  const lastHour = to === undefined ? undefined : hourOf(Date.parse(to));
  const inHours = (key: string): boolean => {
    if (firstHour === undefined && lastHour === undefined) return true;
    const hour = hourOfKey(key);
    // `yyyy/MM/dd/HH` sorts as time does.
    return hour !== undefined && (firstHour ?? hour) <= hour && hour <= (lastHour ?? hour);
  };
  // Without a least age no object is too young: S3's clock may be ahead of this one.
  const isOldEnough = ({ lastModified }: ListedObject): boolean => ageMsMin === 0 || now() - lastModified >= ageMsMin;
  return (object) => !isFolderPlaceholder(object) && inHours(object.key) && isOldEnough(object);
}
