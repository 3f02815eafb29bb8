import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ResolvedTemplate, resolveTemplate, type Surroundings, TemplateError } from './resolve.ts';

/** A packaged service: what `sls package` wrote into `directory`. */
export interface PackagedService {
  directory: string;
  service: string;
  stage: string;
  region: string;
  template: unknown;
}

/** Reads what `sls package --package <directory>` wrote. Throws {@link TemplateError} when it is not there or not readable. */
export function loadPackagedService(directory: string): PackagedService {
  const template = readJson(directory, 'cloudformation-template-update-stack.json');
  const state = readJson(directory, 'serverless-state.json') as {
    service?: { service?: string; provider?: { stage?: string; region?: string } };
  };
  const { service, provider } = state.service ?? {};
  if (!service || !provider?.stage || !provider.region) {
    throw new TemplateError(
      `${join(directory, 'serverless-state.json')} names no service, stage or region. Package the service again.`,
    );
  }
  return { directory, service, stage: provider.stage, region: provider.region, template };
}

/** The template with its intrinsics worked out for the local account, and for the stack's endpoint where it is up. */
export function resolvePackagedService(
  packaged: PackagedService,
  accountId: string,
  endpointUrl?: string,
  parameters: Record<string, string> = {},
): ResolvedTemplate & { surroundings: Surroundings } {
  const surroundings = {
    accountId,
    region: packaged.region,
    stackName: `${packaged.service}-${packaged.stage}`,
    endpointUrl,
    parameters,
  };
  return { ...resolveTemplate(packaged.template, surroundings), surroundings };
}

/** Where the packaging put a function's zip, by the key that the template names (`…/<zip>`). */
export function zipPathOf(packaged: PackagedService, code: { S3Key?: unknown }): string {
  const zip = String(code.S3Key ?? '')
    .split('/')
    .at(-1);
  if (!zip) throw new TemplateError('A function has no Code.S3Key: the local stack runs packaged zips only.');
  return join(packaged.directory, zip);
}

function readJson(directory: string, file: string): unknown {
  const path = join(directory, file);
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TemplateError(`Cannot read ${path}. Package the service first: npm run package.`, { cause });
  }
}
