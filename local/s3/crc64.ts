import type { RunningChecksum } from './running-checksum.ts';

/** The reflected polynomial of CRC-64/NVME, in two halves: BigInt would be a hundred times slower. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;
const SLICES = 8;

/** `[k << 8 | b]`: the remainder of byte `b` followed by `k` zero bytes, so that eight bytes take one step. */
const HIGH = new Uint32Array(SLICES * 256);
const LOW = new Uint32Array(SLICES * 256);
fillTables();

/** CRC-64/NVME, S3's `CRC64NVME`. https://reveng.sourceforge.io/crc-catalogue/all.htm#crc.cat.crc-64-nvme */
export function createCrc64(): RunningChecksum {
  let high = 0xffffffff;
  let low = 0xffffffff;
  return {
    update(bytes) {
      let i = 0;
      for (const end = bytes.length - (SLICES - 1); i < end; i += SLICES) {
        const a = low ^ (bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
        const b = high ^ (bytes[i + 4]! | (bytes[i + 5]! << 8) | (bytes[i + 6]! << 16) | (bytes[i + 7]! << 24));
        const a0 = 0x700 | (a & 255);
        const a1 = 0x600 | ((a >>> 8) & 255);
        const a2 = 0x500 | ((a >>> 16) & 255);
        const a3 = 0x400 | (a >>> 24);
        const b0 = 0x300 | (b & 255);
        const b1 = 0x200 | ((b >>> 8) & 255);
        const b2 = 0x100 | ((b >>> 16) & 255);
        const b3 = b >>> 24;
        high = HIGH[a0]! ^ HIGH[a1]! ^ HIGH[a2]! ^ HIGH[a3]! ^ HIGH[b0]! ^ HIGH[b1]! ^ HIGH[b2]! ^ HIGH[b3]!;
        low = LOW[a0]! ^ LOW[a1]! ^ LOW[a2]! ^ LOW[a3]! ^ LOW[b0]! ^ LOW[b1]! ^ LOW[b2]! ^ LOW[b3]!;
      }
      for (; i < bytes.length; i++) {
        const index = (low ^ bytes[i]!) & 255;
        low = LOW[index]! ^ ((low >>> 8) | (high << 24));
        high = HIGH[index]! ^ (high >>> 8);
      }
    },
    digest() {
      const bytes = Buffer.alloc(8);
      bytes.writeUInt32BE(~high >>> 0, 0);
      bytes.writeUInt32BE(~low >>> 0, 4);
      return bytes;
    },
  };
}

function fillTables(): void {
  for (let byte = 0; byte < 256; byte++) {
    let high = 0;
    let low = byte;
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1;
      low = (low >>> 1) | (high << 31);
      high >>>= 1;
      if (carry) {
        high ^= POLYNOMIAL_HIGH;
        low ^= POLYNOMIAL_LOW;
      }
    }
    HIGH[byte] = high;
    LOW[byte] = low;
  }
  for (let index = 256; index < SLICES * 256; index++) {
    const high = HIGH[index - 256]!;
    const low = LOW[index - 256]!;
    HIGH[index] = HIGH[low & 255]! ^ (high >>> 8);
    LOW[index] = LOW[low & 255]! ^ ((low >>> 8) | (high << 24));
  }
}
