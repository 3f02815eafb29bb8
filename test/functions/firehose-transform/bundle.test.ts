import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunction, type FunctionBundle } from '../../support/bundle-function.ts';

/** The hot function: it starts cold whenever Firehose asks for one more at a time. */
const bundleBytesMax = 60_000;

const lock = JSON.parse(readFileSync(join(import.meta.dirname, '../../../package-lock.json'), 'utf8')) as {
  packages: Record<string, { dev?: boolean }>;
};

let bundle: FunctionBundle;
beforeAll(async () => {
  bundle = await bundleFunction('functions/firehose-transform/handler.ts');
});

describe("the transform's bundle", () => {
  it(`measures at most ${bundleBytesMax} bytes`, () => {
    expect(bundle.code.length).toBeLessThanOrEqual(bundleBytesMax);
  });

  it('holds of ours only shared code and the function itself', () => {
    const ours = bundle.inputs.filter((path) => !path.startsWith('node_modules/'));
    expect(ours.filter((path) => !/^(shared|functions\/firehose-transform)\//.test(path))).toEqual([]);
  });

  it('holds packages that are installed for production, and no AWS SDK', () => {
    const packages = new Set(
      bundle.inputs.flatMap((path) => path.match(/^(node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []),
    );
    expect(packages.size).toBeGreaterThan(0);
    for (const path of packages) {
      expect(lock.packages[path], path).toBeDefined();
      expect(lock.packages[path]?.dev, path).toBeUndefined();
      expect(path).not.toMatch(/@(aws-sdk|smithy)/);
    }
  });

  it("needs nothing at run time but Node's own modules", () => {
    expect(bundle.externals.filter((path) => !isBuiltin(path))).toEqual([]);
  });
});
