import { isDeepStrictEqual } from 'node:util';
import { onlyName } from '../../shared/attribute-value-json.ts';
import { isJsonObject, type JsonObject, ownValue } from '../../shared/json-object.ts';
import type { StreamChange } from '../../shared/stream-record.ts';
import { attributeOf } from './attributes.ts';
import type { Match, Scalar } from './route.ts';

/**
 * Whether a route is about this change: all that its match names must hold. An image that a change does not have is one without
 * attributes, so that creation changes every attribute from nothing, and removal to nothing.
 */
export function matches({ events, old, new: after, changed }: Match, change: StreamChange): boolean {
  const oldItem = change.oldImage?.item;
  const newItem = change.newImage?.item;
  if (events && !events.includes(change.eventName)) return false;
  if (old && !holds(old, oldItem)) return false;
  if (after && !holds(after, newItem)) return false;
  return Object.entries(changed ?? {}).every(([name, { from, to }]) => {
    const before = attributeOf(oldItem, name);
    const now = attributeOf(newItem, name);
    return !sameValue(before, now) && (!from || isOneOf(from, before)) && (!to || isOneOf(to, now));
  });
}

/** Each named attribute has one of the values given for it. */
function holds(conditions: Record<string, readonly Scalar[]>, item: JsonObject | undefined): boolean {
  return Object.entries(conditions).every(([name, values]) => isOneOf(values, attributeOf(item, name)));
}

/** Numbers compare as text: DynamoDB sends them in one normal form. Neither side has more than one type tag. */
function isOneOf(values: readonly Scalar[], value: JsonObject | undefined): boolean {
  if (value === undefined) return false;
  const tag = onlyName(value);
  return tag !== undefined && values.some((scalar) => ownValue(scalar, tag) === value[tag]);
}

function sameValue(a: JsonObject | undefined, b: JsonObject | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return isDeepStrictEqual(withSortedSets(a), withSortedSets(b));
}

const setTags: ReadonlySet<string> = new Set(['SS', 'NS', 'BS']);

/** Sets have no order, wherever they stand, nor have maps. The value is an AttributeValue, which does not nest without end. */
function withSortedSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withSortedSets);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).map(([name, content]): [string, unknown] => [
    name,
    setTags.has(name) && Array.isArray(content) ? content.toSorted() : withSortedSets(content),
  ]);
  return new Map(members);
}
