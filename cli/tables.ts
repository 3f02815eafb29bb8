import { type TableDefinition, tableFromGlue } from '../lake/catalog.ts';
import type { Resource } from '../local/template/resolve.ts';

/** The lake's tables as a template declares them. Throws `LakeError` for one that cannot be read here. */
export const tablesOf = (resources: Resource[]): TableDefinition[] =>
  resources.filter(({ type }) => type === 'AWS::Glue::Table').map(({ properties }) => tableFromGlue(properties));
