import type { FrameworkContext } from './framework.ts';

export interface Tag {
  Key: string;
  Value: string;
}

/** `provider.tags` of serverless.yml as the list that most resources take them in. */
export async function tagList({ resolveVariable }: FrameworkContext): Promise<Tag[]> {
  const tags = (await resolveVariable('self:provider.tags')) as Record<string, string>;
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}
