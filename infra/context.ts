import type { FrameworkContext } from './framework.ts';
import type { Settings } from './parameters.ts';
import type { Tag } from './tags.ts';

/** The stage's settings, checked. */
export const settingsOf = async ({ resolveVariable }: FrameworkContext) =>
  (await resolveVariable('self:custom.settings')) as Settings;

/** The tags that every resource carries. */
export const tagsOf = async ({ resolveVariable }: FrameworkContext) =>
  (await resolveVariable('self:custom.tags')) as Tag[];
