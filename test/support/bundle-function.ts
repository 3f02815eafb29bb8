import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '../..');

export interface FunctionBundle {
  code: Uint8Array;
  /** Files in it, from the repository's root. */
  inputs: string[];
  /** What it requires at run time. */
  externals: string[];
}

interface ServiceFile {
  custom: {
    esbuild: Pick<BuildOptions, 'bundle' | 'minify' | 'sourcemap' | 'target' | 'platform' | 'format' | 'external'>;
  };
}

/** Bundles a handler with the options of `serverless.yml`, as packaging does. `handler` is a path from the root. */
export async function bundleFunction(handler: string): Promise<FunctionBundle> {
  const service = parse(readFileSync(join(root, 'serverless.yml'), 'utf8')) as ServiceFile;
  const { bundle, minify, sourcemap, target, platform, format, external } = service.custom.esbuild;
  const options = { bundle, minify, sourcemap, target, platform, format, external } as BuildOptions;
  const result = await build({
    ...options,
    absWorkingDir: root,
    entryPoints: [handler],
    outfile: 'bundle.cjs',
    write: false,
    metafile: true,
  });
  const output = result.metafile.outputs['bundle.cjs']!;
  return {
    code: result.outputFiles[0]!.contents,
    inputs: Object.keys(output.inputs),
    externals: output.imports.map(({ path }) => path),
  };
}
