/** What a database can hold of a record: text, numbers of a stated type, lists, maps. */
export type MmdbValue = string | MmdbNumber | readonly MmdbValue[] | { readonly [key: string]: MmdbValue };

interface MmdbNumber {
  readonly [numberType]: 'double' | 'uint16' | 'uint32' | 'uint64';
  readonly value: number;
}
const numberType = Symbol('number type');

export const double = (value: number): MmdbNumber => ({ [numberType]: 'double', value });
export const uint16 = (value: number): MmdbNumber => ({ [numberType]: 'uint16', value });
export const uint32 = (value: number): MmdbNumber => ({ [numberType]: 'uint32', value });
export const uint64 = (value: number): MmdbNumber => ({ [numberType]: 'uint64', value });

/** Numbers of the types; those from 8 on are "extended". https://maxmind.github.io/MaxMind-DB/#data-field-format */
const types = { pointer: 1, string: 2, double: 3, uint16: 5, uint32: 6, map: 7, uint64: 9, array: 11 } as const;
const firstExtended = 8;

/** Sizes are written in five bits; larger ones in one to three bytes more, less what the fewer bytes can say. */
const sizeSteps = [
  { below: 29, bytes: 0, offset: 0 },
  { below: 285, bytes: 1, offset: 29 },
  { below: 65_821, bytes: 2, offset: 285 },
  { below: 16_843_036, bytes: 3, offset: 65_821 },
] as const;

/** As with sizes, but with three bits in the first byte, and none in the last step. */
const pointerSteps = [
  { below: 2_048, bytes: 1, offset: 0 },
  { below: 526_336, bytes: 2, offset: 2_048 },
  { below: 134_744_064, bytes: 3, offset: 526_336 },
] as const;

/** Shorter texts are shorter than a pointer to them. */
const pointedTextMin = 4;

/**
 * Starts a data section. A text, and an object that was added before, is written once and pointed to from then on.
 */
export function createMmdbData() {
  let section = Buffer.alloc(65_536);
  let length = 0;
  const written = new Map<unknown, number>();

  /** Where there is room for so many bytes. The section may be another one afterwards. */
  function reserve(bytes: number): number {
    if (section.length < length + bytes) section = Buffer.concat([section, Buffer.alloc(section.length + bytes)]);
    length += bytes;
    return length - bytes;
  }

  function writeUint(value: number, bytes: number): void {
    const at = reserve(bytes);
    section.writeUIntBE(value, at, bytes);
  }

  function writeControl(type: number, size: number): void {
    const step = sizeSteps.findIndex(({ below }) => size < below);
    const { bytes, offset } = sizeSteps[step]!;
    const bits = bytes === 0 ? size : 28 + step;
    if (type < firstExtended) writeUint((type << 5) | bits, 1);
    else writeUint((bits << 8) | (type - firstExtended + 1), 2);
    if (bytes > 0) writeUint(size - offset, bytes);
  }

  function writePointer(target: number): void {
    const step = pointerSteps.findIndex(({ below }) => target < below);
    if (step === -1) throw new Error('The data section is larger than this writer can point into.');
    const { bytes, offset } = pointerSteps[step]!;
    const value = target - offset;
    writeUint((types.pointer << 5) | (step << 3) | Math.floor(value / 256 ** bytes), 1);
    writeUint(value % 256 ** bytes, bytes);
  }

  function write(value: MmdbValue): void {
    const isPointedTo = typeof value === 'string' ? value.length >= pointedTextMin : !(numberType in value);
    const earlier = isPointedTo ? written.get(value) : undefined;
    if (earlier === undefined && isPointedTo) written.set(value, length);
    if (earlier !== undefined) writePointer(earlier);
    else if (typeof value === 'string') writeText(value);
    else if (isNumber(value)) writeNumber(value);
    else if (isList(value)) {
      writeControl(types.array, value.length);
      for (const item of value) write(item);
    } else {
      const entries = Object.entries(value);
      writeControl(types.map, entries.length);
      for (const [key, item] of entries) {
        write(key);
        write(item);
      }
    }
  }

  function writeText(text: string): void {
    const size = Buffer.byteLength(text);
    writeControl(types.string, size);
    const at = reserve(size);
    section.write(text, at);
  }

  function writeNumber({ [numberType]: type, value }: MmdbNumber): void {
    if (type === 'double') {
      writeControl(types.double, 8);
      const at = reserve(8);
      section.writeDoubleBE(value, at);
    } else {
      // Leading zero bytes are left out.
      const bytes = Math.ceil(Math.log2(value + 1) / 8);
      writeControl(types[type], bytes);
      if (bytes > 0) writeUint(value, bytes);
    }
  }

  return {
    /** Where the value lies, bytes from the section's start. */
    add(value: MmdbValue): number {
      const earlier = written.get(value);
      if (earlier !== undefined) return earlier;
      const offset = length;
      write(value);
      return offset;
    },
    bytes: (): Buffer => section.subarray(0, length),
  };
}

function isNumber(value: object): value is MmdbNumber {
  return numberType in value;
}

function isList(value: object): value is readonly MmdbValue[] {
  return Array.isArray(value);
}
