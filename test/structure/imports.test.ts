import { globSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** What each folder may import: folders of ours, and packages by name or prefix (`@aws-sdk/`). Node's own modules are open to all. */
const walls: { folder: string; ours: string[]; packages: string[] }[] = [
  { folder: 'shared/lambda', ours: ['shared'], packages: ['zod', '@aws-lambda-powertools/'] },
  // CSV has more corners than a reader of ours should have, and two functions judge the same rows: the transform and the reprocessor.
  { folder: 'shared', ours: ['shared'], packages: ['zod', 'csv-parse'] },
  {
    folder: 'functions',
    ours: ['shared'],
    packages: ['@aws-sdk/client-', 'zod', 'maxmind', 'csv-parse', '@types/aws-lambda', 'aws-lambda'],
  },
  { folder: 'lake', ours: ['shared', 'lake'], packages: ['@duckdb/node-api', 'zod'] },
  {
    folder: 'local',
    ours: ['shared', 'local'],
    packages: ['dynalite', 'esbuild', 'jq-web', 'fflate', 'fast-xml-parser', '@duckdb/node-api', 'zod'],
  },
  { folder: 'cli', ours: ['shared', 'lake', 'local', 'cli'], packages: ['@aws-sdk/', 'commander', 'zod'] },
];

/** Every specifier of a file's static, type-only and dynamic imports and of its `require` calls. */
function importsOf(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
  const pattern = /(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\brequire(?:\.resolve)?\s*\(\s*)(['"])([^'"\n]+)\1/g;
  return [...code.matchAll(pattern)].map((match) => match[2]!);
}

function offences(wall: (typeof walls)[number]): string[] {
  const narrower = walls
    .filter((other) => other.folder.startsWith(`${wall.folder}/`))
    .map((other) => `${other.folder}/`);
  const files = globSync(`${wall.folder}/**/*.{ts,js,cjs,mjs}`, { cwd: root }).filter(
    (file) => !narrower.some((folder) => file.startsWith(folder)),
  );
  return files.flatMap((file) =>
    importsOf(readFileSync(join(root, file), 'utf8'))
      .filter((specifier) => !isAllowed(wall, file, specifier))
      .map((specifier) => `${file} imports ${specifier}`),
  );
}

function isAllowed(wall: (typeof walls)[number], file: string, specifier: string): boolean {
  if (isBuiltin(specifier)) return true;
  if (!specifier.startsWith('.')) {
    return wall.packages.some(
      (name) =>
        specifier === name || specifier.startsWith(name.endsWith('/') || name.endsWith('-') ? name : `${name}/`),
    );
  }
  const target = normalize(join(dirname(file), specifier));
  if (wall.folder === 'functions') {
    const ownFolder = file.split('/').slice(0, 2).join('/');
    if (target.startsWith(`${ownFolder}/`)) return true;
  }
  if (wall.folder === 'shared' && target.startsWith('shared/lambda/')) return false;
  return wall.ours.some((folder) => target.startsWith(`${folder}/`));
}

describe('who may import whom', () => {
  it.each(walls)('$folder imports only what its wall allows', (wall) => {
    expect(offences(wall)).toEqual([]);
  });

  it('sees static, type-only, dynamic and required imports', () => {
    const source = `import a from 'a';\nimport type { B } from "b";\nexport * from 'c';\nawait import('d');\nrequire('e');\nimport 'f';\n// import 'g';`;
    expect(importsOf(source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
  });

  it('would catch the local stack reaching into a function, and one function into another', () => {
    const local = walls.find((wall) => wall.folder === 'local')!;
    expect(isAllowed(local, 'local/lambda/service.ts', '../../functions/firehose-transform/handler.ts')).toBe(false);
    const functions = walls.find((wall) => wall.folder === 'functions')!;
    expect(isAllowed(functions, 'functions/a/handler.ts', '../b/transform.ts')).toBe(false);
    expect(isAllowed(functions, 'functions/a/handler.ts', './transform.ts')).toBe(true);
  });
});
