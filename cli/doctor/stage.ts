import type { Resource } from '../../local/template/resolve.ts';
import type { Deployed } from '../deployed/connect.ts';
import type { Note } from './note.ts';

/** A stage as it is deployed, and as its template says. */
export interface Stage {
  deployed: Deployed;
  /** A local stack is asked less: it keeps no secrets, and encrypts nothing. */
  isAws: boolean;
  /** With every intrinsic function worked out for the account and region of the deployment. */
  resources: readonly Resource[];
  /** What `sls package` wrote. */
  packageDirectory: string;
}

/** Looks at one kind of thing. */
export type Check = (stage: Stage) => Promise<Note[]>;

export const resourcesOf = ({ resources }: Stage, type: string): Resource[] =>
  resources.filter((resource) => resource.type === type);

/** Properties are checked by the template's own tests; here they are only compared. */
export const section = (properties: Record<string, unknown>, name: string): Record<string, unknown> =>
  (properties[name] ?? {}) as Record<string, unknown>;
