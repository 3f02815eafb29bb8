import type { Clock } from '../clock.ts';
import { randomUuid } from '../random-uuid.ts';
import { type Item, sameItem } from './attribute-value.ts';
import type { Change, Image } from './change.ts';
import { itemSizeBytes } from './item-size.ts';
import type { StagedWrite } from './stage.ts';

/**
 * Says which writes are changes, in order, and gives each its name, time and size.
 *
 * A write that leaves the item as it was, and the removal of an absent item, is no change. Times are the stack's clock in
 * microseconds: a millisecond's first change of a table takes its whole, each later one the next microsecond, so that no two
 * changes of a table share a time and none runs back, also over a restart.
 */
export function createCapture({ clock, random }: { clock: Clock; random: () => number }) {
  return (writes: StagedWrite[]): Change[] => {
    const changes: Change[] = [];
    for (const { table, itemKey, old, now, how } of writes) {
      const eventName = eventNameOf(old, now);
      const unchanged = eventName === 'MODIFY' && sameImage(old!, now!);
      if (!eventName || (unchanged && !how.evenIfUnchanged)) continue;
      table.newestMicros = Math.max(clock.now() * 1000, table.newestMicros + 1);
      const keys = keysOf((now ?? old)!.item, table.description.KeySchema);
      changes.push({
        table,
        itemKey,
        eventID: randomUuid(random),
        eventName,
        keys,
        newImage: now,
        oldImage: old,
        userIdentity: how.userIdentity,
        creationMicros: table.newestMicros,
        sizeBytes: itemSizeBytes(keys) + (now?.sizeBytes ?? 0) + (old?.sizeBytes ?? 0),
        unchanged,
      });
    }
    return changes;
  };
}

function eventNameOf(old: Image | undefined, now: Image | undefined): Change['eventName'] | undefined {
  if (now) return old ? 'MODIFY' : 'INSERT';
  return old && 'REMOVE';
}

/** Another order of attributes or set members never changes the length of the text. */
function sameImage(old: Image, now: Image): boolean {
  if (old.text === now.text) return true;
  return old.text.length === now.text.length && sameItem(old.item, now.item);
}

function keysOf(item: Item, schema: { AttributeName: string }[]): Item {
  return Object.fromEntries(schema.map(({ AttributeName: name }) => [name, item[name]!]));
}
