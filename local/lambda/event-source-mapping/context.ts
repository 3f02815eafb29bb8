import type { HostedMapping } from './hosted-mapping.ts';

/** What the operations on event source mappings work with. Errors are AWS's. */
export interface MappingsContext {
  /** Throws `ResourceNotFoundException`. */
  find(uuid: string): HostedMapping;
  all(): HostedMapping[];
  create(given: Record<string, unknown>): Promise<HostedMapping>;
  change(uuid: string, changes: Record<string, unknown>): Promise<HostedMapping>;
  remove(uuid: string): Promise<HostedMapping>;
}
