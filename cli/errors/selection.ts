import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import { UserError } from '../output.ts';

/** Which failed records a command is about, as its options say. */
export interface SelectionOptions {
  from?: string | undefined;
  to?: string | undefined;
  codes?: string[] | undefined;
}

/** The request for a delivery stream's failed records. Throws {@link UserError} for hours in the wrong order. */
export function requestOf(
  stream: string,
  source: ReplayRequest['source'],
  { from, to, codes }: SelectionOptions,
): ReplayRequest {
  if (from !== undefined && to !== undefined && Date.parse(from) > Date.parse(to)) {
    throw new UserError('--to is before --from.');
  }
  return {
    stream,
    source,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(codes !== undefined && { errorCodes: codes }),
  };
}
