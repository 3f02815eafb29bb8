import { beforeAll, describe, expect, it } from 'vitest';
import { bundleFunction, type FunctionBundle } from '../../support/bundle-function.ts';

/** Less than Lambda reads without noticing. Zod and Powertools are most of it. */
const bundleBytesMax = 100_000;

let bundle: FunctionBundle;
beforeAll(async () => {
  bundle = await bundleFunction('functions/ddb-fanout/handler.ts');
});

describe("the fan-out's bundle", () => {
  it(`measures at most ${bundleBytesMax} bytes`, () => {
    expect(bundle.code.length).toBeLessThanOrEqual(bundleBytesMax);
  });

  it('holds of ours only shared code and the function itself', () => {
    const ours = bundle.inputs.filter((path) => !path.startsWith('node_modules/'));
    expect(ours.filter((path) => !/^(shared|functions\/ddb-fanout)\//.test(path))).toEqual([]);
  });

  it('finds at run time the clients that the runtime carries, and nothing else', () => {
    const clients = bundle.externals.filter((path) => path.startsWith('@aws-sdk/')).sort();
    expect([...new Set(clients)]).toEqual(
      ['eventbridge', 'firehose', 'kinesis', 's3', 'sns', 'sqs'].map((service) => `@aws-sdk/client-${service}`),
    );
    expect(bundle.inputs.filter((path) => /@(aws-sdk|smithy)/.test(path))).toEqual([]);
  });
});
