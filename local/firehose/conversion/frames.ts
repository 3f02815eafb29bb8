/** A record on its way through the buffer to the conversion. */
export interface BufferedRecord {
  /** As the conversion reads it. */
  data: Buffer;
  /** What the error object shows, if that is not `data`. */
  original?: Buffer;
  /** Of the record as it came from the source. */
  sourceBytes: number;
  /** Milliseconds since the epoch. */
  arrivalMs: number;
  sequenceNumber: string;
  subSequenceNumber: number;
}

const HEADER_BYTES = 28;
const NONE = 0xffff_ffff;

/** One record with all that is known of it as bytes, so that a full buffer compresses and counts whole. */
export function encodeFrame(record: BufferedRecord): Buffer {
  const { data, original, sourceBytes, arrivalMs, sequenceNumber, subSequenceNumber } = record;
  const frame = Buffer.allocUnsafe(HEADER_BYTES + sequenceNumber.length + data.length + (original?.length ?? 0));
  frame.writeUInt32LE(data.length, 0);
  frame.writeUInt32LE(original?.length ?? NONE, 4);
  frame.writeUInt32LE(sourceBytes, 8);
  frame.writeDoubleLE(arrivalMs, 12);
  frame.writeUInt32LE(subSequenceNumber, 20);
  frame.writeUInt32LE(sequenceNumber.length, 24);
  let at = HEADER_BYTES;
  at += frame.write(sequenceNumber, at, 'latin1');
  at += data.copy(frame, at);
  original?.copy(frame, at);
  return frame;
}

/** The records of frames in a row. Their buffers are views. */
export function* decodeFrames(bytes: Buffer): Generator<BufferedRecord> {
  for (let at = 0; at < bytes.length; ) {
    const dataBytes = bytes.readUInt32LE(at);
    const originalBytes = bytes.readUInt32LE(at + 4);
    const sourceBytes = bytes.readUInt32LE(at + 8);
    const arrivalMs = bytes.readDoubleLE(at + 12);
    const subSequenceNumber = bytes.readUInt32LE(at + 20);
    const sequenceStart = at + HEADER_BYTES;
    const dataStart = sequenceStart + bytes.readUInt32LE(at + 24);
    const sequenceNumber = bytes.toString('latin1', sequenceStart, dataStart);
    const dataEnd = dataStart + dataBytes;
    const data = bytes.subarray(dataStart, dataEnd);
    at = dataEnd;
    const record = { data, sourceBytes, arrivalMs, sequenceNumber, subSequenceNumber };
    if (originalBytes === NONE) yield record;
    else {
      at += originalBytes;
      yield { ...record, original: bytes.subarray(dataEnd, at) };
    }
  }
}
