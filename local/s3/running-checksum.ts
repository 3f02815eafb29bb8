/** A checksum of bytes that come bit by bit. */
export interface RunningChecksum {
  update(bytes: Buffer): void;
  /** Big-endian, of all that came. */
  digest(): Buffer;
}
