import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** The sources themselves. Whoever wants to package takes a copy. */
export const root = join(import.meta.dirname, '../..');

/** What a package is made of; its tools are pinned by the lockfile. */
const sources = [
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'infra',
  'functions',
  'shared',
];

/**
 * Hands a copy of the service's sources to `use` and removes it afterwards. The framework builds inside the directory that
 * it packages: in a copy it disturbs nobody, and the sources cannot change under it.
 */
export async function withSources<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-package-'));
  try {
    for (const source of sources) cpSync(join(root, source), join(directory, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Hash of the sources under a directory and of the Node version. */
export function hashOfSources(directory: string): string {
  const hash = createHash('sha256').update(process.version);
  const files = sources.flatMap((source) => [source, ...globSync(`${source}/**`, { cwd: directory })]);
  for (const file of files.filter((file) => statSync(join(directory, file)).isFile()).sort()) {
    hash.update(`\0${file}\0`).update(readFileSync(join(directory, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

export interface PackagingRun {
  code: number | null;
  /** What the framework printed, errors included. */
  printed: string;
}

/** Runs `sls package` in a copy of the sources, without credentials and without a home that might hold some. */
export async function packageSources(
  directory: string,
  { stage, output, parameters = {} }: { stage: string; output: string; parameters?: Record<string, string> },
): Promise<PackagingRun> {
  const framework = join(
    dirname(createRequire(import.meta.url).resolve('serverless/package.json')),
    'bin/serverless.js',
  );
  const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
  const child = spawn(process.execPath, [framework, 'package', '--stage', stage, '--package', output, ...given], {
    cwd: directory,
    env: { PATH: process.env.PATH, HOME: directory, AWS_EC2_METADATA_DISABLED: 'true', SLS_NOTIFICATIONS_MODE: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed: string[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => printed.push(text));
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  return { code, printed: printed.join('') };
}
