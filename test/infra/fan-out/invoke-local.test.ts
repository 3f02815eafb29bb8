import { join } from 'node:path';
import { expect, it } from 'vitest';
import { invokeLocal } from '../../support/invoke-local.ts';
import { root, withSources } from '../../support/package-run.ts';
import { createTargetsServer } from './targets-server.ts';

it('sls invoke local needs no deployed stack: the environment has the names that the resources will have', async () => {
  const targets = await createTargetsServer();
  try {
    const event = join(root, 'test/events/ddb-fanout/modify.json');
    const printed = await withSources((sources) =>
      invokeLocal(sources, { functionName: 'ddb-fanout', event, url: targets.url }),
    );
    expect(printed).toContain('"batchItemFailures": []');
    expect(
      targets
        .calls()
        .map(({ on }) => on)
        .sort(),
    ).toEqual([
      'arn:aws:sns:us-east-1:000000000000:tributary-dev-moderation',
      'tributary-dev-changes',
      'tributary-dev-changes-archive',
    ]);
  } finally {
    await targets.close();
  }
});
