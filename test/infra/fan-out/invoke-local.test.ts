import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { root, withSources } from '../../support/package-run.ts';
import { createTargetsServer } from './targets-server.ts';

/** Runs `sls invoke local` in a copy of the sources, in a process that knows of no AWS but `url`. Answers what it printed. */
async function invokeLocal(sources: string, functionName: string, event: string, url: string): Promise<string> {
  cpSync(join(root, 'local'), join(sources, 'local'), { recursive: true });
  const framework = join(root, 'node_modules/serverless/bin/serverless.js');
  const child = spawn(process.execPath, [framework, 'invoke', 'local', '-f', functionName, '-p', event], {
    cwd: sources,
    env: {
      PATH: process.env.PATH,
      HOME: sources,
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      SLS_NOTIFICATIONS_MODE: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const printed = Promise.all([child.stdout, child.stderr].map((stream) => text(stream as Readable)));
  await once(child, 'close');
  return (await printed).join('');
}

it('sls invoke local needs no deployed stack: the environment has the names that the resources will have', async () => {
  const targets = await createTargetsServer();
  try {
    const event = join(root, 'test/events/ddb-fanout/modify.json');
    const printed = await withSources((sources) => invokeLocal(sources, 'ddb-fanout', event, targets.url));
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
