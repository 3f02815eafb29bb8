import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Files of ours that a file imports when it is loaded, for types only or not. */
function graph(): Map<string, string[]> {
  const files = globSync('{shared,functions,infra,local,lake,cli,scripts}/**/*.ts', { cwd: root });
  const known = new Set(files);
  return new Map(
    files.map((file) => {
      const code = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
      const targets = [...code.matchAll(/\bfrom\s*'(\.[^']+)'/g)].map(([, path]) =>
        normalize(join(dirname(file), path!)),
      );
      return [file, targets.filter((target) => known.has(target))];
    }),
  );
}

/** Files along a circle of imports; undefined where there is none. */
function circleIn(imports: ReadonlyMap<string, string[]>): string[] | undefined {
  const done = new Set<string>();
  const path: string[] = [];

  function follow(file: string): string[] | undefined {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    path.push(file);
    for (const next of imports.get(file) ?? []) {
      const found = follow(next);
      if (found) return found;
    }
    path.pop();
    done.add(file);
    return undefined;
  }

  for (const file of imports.keys()) {
    const found = follow(file);
    if (found) return found;
  }
  return undefined;
}

it('no files import each other in a circle, not for their types either', () => {
  expect(graph().size).toBeGreaterThan(300);
  expect(circleIn(graph())?.join(' -> ')).toBeUndefined();
});

it('would see a circle of three', () => {
  expect(
    circleIn(
      new Map([
        ['a', ['b']],
        ['b', ['c', 'd']],
        ['c', ['a']],
        ['d', []],
      ]),
    ),
  ).toEqual(['a', 'b', 'c', 'a']);
});
