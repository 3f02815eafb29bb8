import { resourceType } from '../../support/specification.ts';
import type { Rule, Subject } from './rule.ts';

export const tagRules: Rule[] = [
  {
    name: 'everything that takes tags says which project and stage it belongs to',
    *violations({ resources, stage }: Subject) {
      for (const { logicalId, type, properties } of resources) {
        const { tagInformation } = resourceType(type);
        if (!tagInformation) continue;
        const tags = asRecord(properties[tagInformation.tagPropertyName]);
        if (tags.Project !== 'tributary' || tags.Stage !== stage)
          yield `${logicalId} has the tags ${JSON.stringify(tags)}`;
      }
    },
  },
];

/** Most types take a list of Key and Value, some a map. */
function asRecord(tags: unknown): Record<string, unknown> {
  if (!Array.isArray(tags)) return (tags ?? {}) as Record<string, unknown>;
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}
