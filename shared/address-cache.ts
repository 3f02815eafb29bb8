export interface AddressCache<Value> {
  get(address: string): Value | undefined;
  set(address: string, value: Value): void;
}

/**
 * A cache that never holds more than `entriesMax` values: two generations of half as many. When the younger one is full,
 * the older is forgotten; what is asked for moves to the younger. It costs less than keeping an order, and forgets as well.
 */
export function createAddressCache<Value>(entriesMax: number): AddressCache<Value> {
  const generationMax = Math.max(1, Math.floor(entriesMax / 2));
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();

  function set(address: string, value: Value): void {
    if (young.size >= generationMax) {
      old = young;
      young = new Map();
    }
    young.set(address, value);
  }

  return {
    get(address) {
      const value = young.get(address);
      if (value !== undefined) return value;
      const older = old.get(address);
      if (older !== undefined) set(copy(address), older);
      return older;
    },
    set: (address, value) => set(copy(address), value),
  };
}

/** V8 makes a piece of a text a reference to the whole: as a key it would keep the whole line in memory. */
function copy(address: string): string {
  return Buffer.from(address).toString();
}
