import { join } from 'node:path';
import { expect, it } from 'vitest';
import { invokeLocal } from '../../support/invoke-local.ts';
import { root, withSources } from '../../support/package-run.ts';

it('sls invoke local finds the database, which lies beside the code only in the package', async () => {
  const event = join(root, 'test/events/geo-ip-transform/log-lines.json');
  const printed = await withSources((sources) =>
    invokeLocal(sources, {
      functionName: 'geo-ip-transform',
      event,
      url: 'http://127.0.0.1:1',
      parameters: ['--param=accessLog=true'],
    }),
  );
  expect(printed).toContain('"result": "Ok"');
});
