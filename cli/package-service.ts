import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from './output.ts';

/** Packaging takes seconds; what takes this long hangs. */
const PACKAGING_MS_MAX = 180_000;

const root = resolve(import.meta.dirname, '..');

/** What is beside the sources and no part of them. */
const notSources = new Set(['.esbuild', '.git', '.serverless', '.tributary', '.venv', 'node_modules']);

/** Databases that are not ours to publish, and that a package may hold nevertheless: docs/datasets.md. */
const databases = '.tributary/geoip';

/** What a package consists of. */
const packageFile = /^cloudformation-template-.*\.json$|^serverless-state\.json$|\.zip$/;

/**
 * Runs `sls package` for a stage into `directory`, offline and without credentials, in the place of a package that is there.
 * `params` are those of the stage that are to be other than serverless.yml says, as `--param` gives them.
 * Throws {@link UserError} with what the packaging printed when it fails, and where the directory holds anything but a package.
 *
 * The framework builds inside the directory that it packages. It gets a copy, so that two runs do not disturb each other
 * and no stale build is zipped along.
 */
export async function packageService(
  stage: string,
  directory: string,
  params: Readonly<Record<string, string>> = {},
): Promise<void> {
  const other = existsSync(directory) && readdirSync(directory).find((name) => !packageFile.test(name));
  if (other) {
    throw new UserError(
      `${directory} holds ${other}, which is no part of a package. Name a new or an empty directory.`,
    );
  }
  const copy = mkdtempSync(join(tmpdir(), 'tributary-package-'));
  try {
    cpSync(root, copy, { recursive: true, filter: (source) => !notSources.has(relative(root, source)) });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
    if (existsSync(join(root, databases))) {
      mkdirSync(dirname(join(copy, databases)));
      symlinkSync(join(root, databases), join(copy, databases));
    }
    const given = Object.entries(params).map(([name, value]) => `--param=${name}=${value}`);
    await runPackaging(stage, copy, given);
    // Not by the framework's --package: it leaves everything where it is if the directory's name ends in .serverless.
    rmSync(directory, { recursive: true, force: true });
    cpSync(join(copy, '.serverless'), directory, { recursive: true });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

async function runPackaging(stage: string, sources: string, options: string[]): Promise<void> {
  const framework = join(
    dirname(createRequire(import.meta.url).resolve('serverless/package.json')),
    'bin/serverless.js',
  );
  const child = spawn(process.execPath, [framework, 'package', '--stage', stage, ...options], {
    cwd: sources,
    env: { ...withoutAws(process.env), SLS_NOTIFICATIONS_MODE: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PACKAGING_MS_MAX,
  });
  const printed: Buffer[] = [];
  child.stdout.on('data', (chunk) => printed.push(chunk));
  child.stderr.on('data', (chunk) => printed.push(chunk));
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  if (code !== 0) {
    const how = code === null ? `was stopped after ${PACKAGING_MS_MAX / 1000} s` : `failed with exit code ${code}`;
    throw new UserError(
      `Packaging stage ${stage} ${how}. It printed:\n${Buffer.concat(printed).toString('utf8').trim()}`,
    );
  }
}

/** Packaging must give the same whoever is logged in: nothing of AWS's is handed on. */
function withoutAws(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('AWS_')));
}
