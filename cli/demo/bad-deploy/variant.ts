import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../../..');

/** What a package is made of, and the command that makes it. */
const sources = [
  'serverless.yml',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'cli',
  'functions',
  'infra',
  'lake',
  'local',
  'shared',
];

/** A change of one source file, as somebody in a hurry would make it. */
export interface SourceChange {
  file: string;
  from: string;
  to: string;
}

/**
 * Packages the service as it would be with one change: in a copy of the sources, by the copy's own command, so that nothing but
 * the change sets the package apart from the one that is deployed now.
 */
export async function packageVariant(change: SourceChange, stage: string, directory: string): Promise<void> {
  const copy = mkdtempSync(join(tmpdir(), 'tributary-variant-'));
  try {
    for (const source of sources) cpSync(join(root, source), join(copy, source), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    apply(change, copy);
    const command = [join(copy, 'cli/tributary.ts'), 'package', '--stage', stage, '--out', resolve(directory)];
    await promisify(execFile)(process.execPath, command, { cwd: copy });
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function apply({ file, from, to }: SourceChange, directory: string): void {
  const path = join(directory, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length !== 2)
    throw new Error(`${file} does not hold ${from} exactly once: the change is outdated.`);
  writeFileSync(path, text.replace(from, to));
}
