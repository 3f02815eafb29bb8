import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { hashOfSources, packageSources, root, withSources } from './package-run.ts';

export interface Template {
  Resources: Record<string, TemplateResource>;
  Outputs: Record<string, { Value: unknown; Description?: string }>;
  Conditions?: Record<string, unknown>;
}

export interface TemplateResource {
  Type: string;
  Properties: Record<string, unknown>;
  Condition?: string;
  DependsOn?: string | string[];
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface Packaged {
  /** What `sls package` wrote: templates, state, and one zip per function. Shared by all tests: read it, never write to it. */
  directory: string;
  template: Template;
}

const cache = join(import.meta.dirname, '../../node_modules/.cache/tributary-packaged');
const cachedForMs = 86_400_000;

/** `--param` of the packaging, by name. */
export type StageParameters = Record<string, string>;

/**
 * The service packaged for a stage, offline and without credentials. Test files run in processes of their own, so packages
 * are kept by a hash of their sources: each is made once, by whoever comes first, and again only when a source changes.
 */
export async function packaged(stage: 'dev' | 'prod', parameters: StageParameters = {}): Promise<Packaged> {
  const known = join(cache, packageName(stage, parameters, hashOfSources(root)));
  const directory = existsSync(known) ? known : await packageOnce(stage, parameters);
  return { directory, template: readTemplate(directory) };
}

const packageName = (stage: string, parameters: StageParameters, hash: string) =>
  [stage, ...Object.entries(parameters).map(([name, value]) => `${name}=${encodeURIComponent(value)}`), hash].join('-');

/** From a copy, whose hash it is kept by: the sources may change meanwhile. */
function packageOnce(stage: 'dev' | 'prod', parameters: StageParameters): Promise<string> {
  return withSources(async (sources) => {
    const kept = join(cache, packageName(stage, parameters, hashOfSources(sources)));
    await once(kept, async () => {
      const fresh = `${kept}.new`;
      rmSync(fresh, { recursive: true, force: true });
      const { code, printed } = await packageSources(sources, { stage, output: fresh, parameters });
      if (code !== 0) throw new Error(`Packaging stage ${stage} failed:\n${printed}`);
      forgetOldPackages();
      renameSync(fresh, kept);
    });
    return kept;
  });
}

export const readTemplate = (directory: string): Template =>
  JSON.parse(readFileSync(join(directory, 'cloudformation-template-update-stack.json'), 'utf8'));

/** Makes `directory` by `make` unless it is there; of several processes one makes it and the others wait. */
async function once(directory: string, make: () => Promise<void>): Promise<void> {
  const lock = `${directory}.lock`;
  mkdirSync(cache, { recursive: true });
  while (!existsSync(directory)) {
    if (!takeLock(lock)) {
      await delay(50);
      continue;
    }
    try {
      if (!existsSync(directory)) await make();
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** Longer than packaging ever takes: an older lock was left behind by a process that was killed. */
const lockLeftBehindMs = 60_000;

function takeLock(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch {
    if (ageMs(lock) > lockLeftBehindMs) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

function forgetOldPackages(): void {
  for (const name of readdirSync(cache)) {
    if (ageMs(join(cache, name)) > cachedForMs) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

function ageMs(path: string): number {
  const now = Date.now();
  return now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now);
}
