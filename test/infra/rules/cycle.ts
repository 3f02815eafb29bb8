import type { Template } from '../../support/packaged.ts';
import { objectsIn } from '../../support/template-parts.ts';

/** Logical ids along a circle of resources that each need the next before they can be made; undefined where there is none. */
export function cycleIn({ Resources }: Template): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];

  function follow(logicalId: string): string[] | undefined {
    if (path.includes(logicalId)) return [...path.slice(path.indexOf(logicalId)), logicalId];
    if (done.has(logicalId)) return undefined;
    path.push(logicalId);
    for (const next of needs(Resources[logicalId]!, Resources)) {
      const found = follow(next);
      if (found) return found;
    }
    path.pop();
    done.add(logicalId);
    return undefined;
  }

  for (const logicalId of Object.keys(Resources)) {
    const found = follow(logicalId);
    if (found) return found;
  }
  return undefined;
}

/** Logical ids that a resource names by DependsOn or by an intrinsic function. */
export function needs(resource: Template['Resources'][string], Resources: Template['Resources']): string[] {
  const named = [resource.DependsOn ?? []].flat();
  for (const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': text } of objectsIn(resource.Properties)) {
    if (typeof Ref === 'string') named.push(Ref);
    if (attribute !== undefined) named.push([attribute].flat().join('.').split('.')[0]!);
    const [format = ''] = [text ?? []].flat();
    for (const [, name = ''] of String(format).matchAll(/\$\{([^!}.]+)[^}]*\}/g)) named.push(name);
  }
  return [...new Set(named)].filter((name) => Object.hasOwn(Resources, name));
}
