import type { ErrorObjectPiece } from '../../shared/error-object-lines.ts';
import type { ReplayLimits } from './limits.ts';

/** Lines of an object that are replayed together. */
export interface Range {
  /** Ordinal of its first line: its name within the object. */
  first: number;
  pieces: ErrorObjectPiece[];
}

/**
 * Cuts an object's lines into ranges, the same ones at every reading. Where reading the object fails, the range that was being
 * filled is left out: with fewer lines it would be another range under the same name.
 */
export async function* cutRanges(
  pieces: AsyncIterable<ErrorObjectPiece>,
  { rangeLinesMax, rangeBytesMax, lineBytesMax }: ReplayLimits,
): AsyncGenerator<Range> {
  // A line too long to keep is then alone in its range at any limit, so that a greater limit moves no cut.
  if (lineBytesMax < rangeBytesMax) throw new RangeError('lineBytesMax must not be less than rangeBytesMax.');
  let range: Range = { first: 0, pieces: [] };
  let bytes = 0;
  for await (const piece of pieces) {
    const full = range.pieces.length === rangeLinesMax || bytes + piece.length > rangeBytesMax;
    if (full && range.pieces.length > 0) {
      yield range;
      range = { first: piece.ordinal, pieces: [] };
      bytes = 0;
    }
    range.pieces.push(piece);
    bytes += piece.length;
  }
  if (range.pieces.length > 0) yield range;
}
