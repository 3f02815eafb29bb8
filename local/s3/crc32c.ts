const POLYNOMIAL = 0x82f63b78;
const SLICES = 8;

/** `TABLES[k][b]`: the remainder of byte `b` followed by `k` zero bytes, so that eight bytes take one step. */
const TABLES = buildTables();

/** CRC-32C (Castagnoli, RFC 3720 appendix B.4) of `bytes`, going on from the `seed` of the bytes before. */
export function crc32c(bytes: Buffer, seed = 0): number {
  const [t0, t1, t2, t3, t4, t5, t6, t7] = TABLES as [U32, U32, U32, U32, U32, U32, U32, U32];
  let crc = ~seed;
  let i = 0;
  for (const end = bytes.length - (SLICES - 1); i < end; i += SLICES) {
    const low = crc ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
    crc =
      t7[low & 255]! ^
      t6[(low >>> 8) & 255]! ^
      t5[(low >>> 16) & 255]! ^
      t4[low >>> 24]! ^
      t3[bytes[i + 4]!]! ^
      t2[bytes[i + 5]!]! ^
      t1[bytes[i + 6]!]! ^
      t0[bytes[i + 7]!]!;
  }
  for (; i < bytes.length; i++) crc = t0[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

type U32 = Uint32Array;

function buildTables(): U32[] {
  const tables = Array.from({ length: SLICES }, () => new Uint32Array(256));
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ POLYNOMIAL : crc >>> 1;
    tables[0]![byte] = crc;
  }
  for (let slice = 1; slice < SLICES; slice++) {
    for (let byte = 0; byte < 256; byte++) {
      const before = tables[slice - 1]![byte]!;
      tables[slice]![byte] = (before >>> 8) ^ tables[0]![before & 255]!;
    }
  }
  return tables;
}
