/** `bytes` in chunks of one size. */
export function* chunksOf(bytes: Buffer, size: number): Generator<Buffer> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** `bytes` as a stream, cut at the given places; places beyond its end count from its beginning again. */
export async function* inChunks(bytes: Buffer, cuts: readonly number[] = []): AsyncGenerator<Buffer> {
  yield* inChunks.split(bytes, cuts);
}

inChunks.split = function* split(bytes: Buffer, cuts: readonly number[]): Generator<Buffer> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const place of [...places, bytes.length]) {
    yield bytes.subarray(from, place);
    from = place;
  }
};
