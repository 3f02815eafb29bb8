/** What of a line of the lake belongs to a user. */
export type Verdict = 'theirs' | 'not theirs' | 'look by hand';

/** A record in a record in a record: an error object's line holds a change record as base64, a parked one that line. */
const NESTING_MAX = 3;

/**
 * Whether a line of the lake is about a user: a row of theirs, a change record with an image of theirs, or the line of an error object or
 * of a parked object that holds one. What cannot be read and has the user's id in it is for a person to look at.
 *
 * The id is the attribute `UserID`. What others wrote about the user is not found.
 */
export function belongsTo(user: string, line: string, depth = 0): Verdict {
  const parsed = parse(line);
  if (parsed === undefined || depth > NESTING_MAX) return line.includes(user) ? 'look by hand' : 'not theirs';
  if (parsed.UserID === user) return 'theirs';
  const change = object(parsed.dynamodb);
  const images = [object(change.NewImage), object(change.OldImage)];
  if (images.some(({ UserID }) => object(UserID).S === user)) return 'theirs';
  const inner = [text(parsed.rawData), text(parsed.unreadable), text(object(parsed.record).rawData)].filter(
    (each) => each !== '',
  );
  const verdicts = inner
    .flatMap((base64) => linesOf(Buffer.from(base64, 'base64').toString()))
    .map((each) => belongsTo(user, each, depth + 1));
  if (verdicts.includes('theirs')) return 'theirs';
  // An id that stands elsewhere, such as in a message of somebody else's, does not make a row theirs; in what has no rows it may.
  const isRow = parsed.EventID !== undefined || parsed.eventID !== undefined;
  return verdicts.includes('look by hand') || (!isRow && inner.length === 0 && line.includes(user))
    ? 'look by hand'
    : 'not theirs';
}

export const linesOf = (content: string): string[] => content.split('\n').filter((line) => line !== '');

const object = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

function parse(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
