export interface BoundedCache<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
}

/**
 * A cache that never holds more than `entriesMax` values. A value is kept from the second time on that it is set: most keys that
 * come once never come again, and what is kept for nothing costs more (the garbage collector carries it about) than what is
 * worked out twice.
 */
export function createBoundedCache<Key, Value>(entriesMax: number): BoundedCache<Key, Value> {
  const values = createGenerations<Key, Value>(entriesMax);
  const seenOnce = createGenerations<Key, true>(entriesMax);
  return {
    get: values.get,
    set(key, value) {
      if (seenOnce.get(key)) values.set(key, value);
      else seenOnce.set(key, true);
    },
  };
}

/**
 * Two generations of half as many entries. When the younger one is full, the older is forgotten; what is asked for moves to the
 * younger. It costs less than keeping an order, and forgets as well.
 */
function createGenerations<Key, Value>(entriesMax: number): BoundedCache<Key, Value> {
  const generationMax = Math.max(1, Math.floor(entriesMax / 2));
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();

  function set(key: Key, value: Value): void {
    if (young.size >= generationMax && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
  };
}
