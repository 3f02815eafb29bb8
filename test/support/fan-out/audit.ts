import type { Change } from './changes.ts';

export interface Audit {
  /** Changes that the target has. */
  changes: number;
  /** What it has beyond each change's first. */
  repeats: number;
  missing: number;
  /** What is of no change that it should have. */
  unknown: number;
}

/** Holds what a target has, by the changes' ids, against what it should have. */
export function audit(expected: readonly Change[], ids: readonly string[]): Audit {
  const wanted = new Set(expected.map(({ id }) => id));
  const had = new Set(ids);
  const changes = [...wanted].filter((id) => had.has(id)).length;
  return { changes, repeats: ids.length - had.size, missing: wanted.size - changes, unknown: had.size - changes };
}

/** Livestreams whose changes, each taken where it comes first, are not in the order in which they were made. */
export function disordered(changes: readonly Change[], ids: readonly string[]): string[] {
  const byId = new Map(changes.map((change) => [change.id, change]));
  const last = new Map<string, string>();
  const out = new Set<string>();
  for (const id of new Set(ids)) {
    const { livestreamId, sequenceNumber } = byId.get(id)!;
    if (sequenceNumber < (last.get(livestreamId) ?? '')) out.add(livestreamId);
    last.set(livestreamId, sequenceNumber);
  }
  return [...out];
}
