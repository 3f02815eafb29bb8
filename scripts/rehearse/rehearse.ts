import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { type Resource, resolveTemplate } from '../../local/template/resolve.ts';
import { type FrameworkRun, runFramework } from './framework.ts';
import { type Moto, motoAccount, startMoto } from './moto.ts';

const root = resolve(import.meta.dirname, '../..');

/** What is beside the sources and no part of them. */
const notSources = new Set(['.esbuild', '.git', '.serverless', '.tributary', '.venv', 'node_modules']);

export interface Rehearsal {
  deploy: FrameworkRun;
  remove?: FrameworkRun;
  /** By type: how many the template has, how many of them moto's services hold after deploying, and how many after removing. */
  types: { type: string; declared: number; created: number; left: number }[];
  /** Logical ids that are still there after removing. */
  left: string[];
  unasked: string[];
}

/** `sls deploy` and `sls remove` of a stage, whole, against moto's server. */
export async function rehearse(stage: string): Promise<Rehearsal> {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-rehearsal-'));
  const sources = join(directory, 'service');
  cpSync(root, sources, { recursive: true, filter: (source) => !notSources.has(relative(root, source)) });
  symlinkSync(join(root, 'node_modules'), join(sources, 'node_modules'));
  try {
    const moto = await startMoto(directory);
    try {
      return await deployAndRemove(stage, sources, moto);
    } finally {
      await moto.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function deployAndRemove(stage: string, sources: string, moto: Moto): Promise<Rehearsal> {
  const deploy = await runFramework(['deploy', '--stage', stage, '--verbose'], sources, moto.url);
  if (deploy.code !== 0) return { deploy, types: [], left: [], unasked: [] };
  const resources = resourcesIn(join(sources, '.serverless/cloudformation-template-update-stack.json'), stage);
  const created = await moto.inventory(resources);
  const remove = await runFramework(['remove', '--stage', stage, '--verbose'], sources, moto.url);
  const { there: left } = await moto.inventory(resources);
  const types = [...new Set(resources.map(({ type }) => type))].sort().map((type) => {
    const ids = resources.filter((resource) => resource.type === type).map(({ logicalId }) => logicalId);
    const among = (found: string[]) => ids.filter((id) => found.includes(id)).length;
    return { type, declared: ids.length, created: among(created.there), left: among(left) };
  });
  return { deploy, remove, types, left, unasked: created.unasked };
}

/** The resources of the template that was deployed, references worked out for moto's account. */
function resourcesIn(path: string, stage: string): Resource[] {
  const place = { accountId: motoAccount, region: 'us-east-1', stackName: `tributary-${stage}` };
  return resolveTemplate(JSON.parse(readFileSync(path, 'utf8')), place).resources;
}
