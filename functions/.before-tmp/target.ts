import type { StreamChange } from '../../shared/stream-record.ts';
import type { Destination, Entry } from './deliver.ts';
import type { TargetDeclaration, TargetKind } from './route.ts';

/** A service that is told of changes, in its own form and through its own call. */
export interface Target<Payload> extends Destination<Payload> {
  entryOf(change: StreamChange): Entry<Payload>;
}

/** What `route.ts` says of a target of one kind. */
export type Declared<Kind extends TargetKind> = Extract<TargetDeclaration, { kind: Kind }>;

/**
 * The answers of a batch call that answers by entry id, the ids being indices. An entry of which the answer says nothing was
 * not taken, as far as we know.
 */
export function answersById(
  count: number,
  successful: readonly { Id?: string | undefined }[] = [],
  failed: readonly { Id?: string | undefined; Code?: string | undefined }[] = [],
): (string | undefined)[] {
  const codes = new Map<string | undefined, string | undefined>();
  for (const { Id } of successful) codes.set(Id, undefined);
  for (const { Id, Code = 'UnknownError' } of failed) codes.set(Id, Code);
  return Array.from({ length: count }, (_, index) => {
    const id = String(index);
    return codes.has(id) ? codes.get(id) : 'NoAnswer';
  });
}
