import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createWorkload } from '../../cli/workload/messages.ts';
import { writeBatch } from '../../cli/workload/write-batches.ts';
import { audit, disordered } from '../support/fan-out/audit.ts';
import { changesOf, isForModeration } from '../support/fan-out/changes.ts';
import { archivedRecords, streamRecords } from '../support/fan-out/consume.ts';
import { names, writeFanOutPackage } from '../support/fan-out/package.ts';
import { ACCELERATE, clientSettings, openFanOutStack } from '../support/fan-out/stack.ts';
import { idsOf } from '../support/fan-out/witness.ts';
import { startStackChild } from '../support/kills/stack-child.ts';

const { inserts } = createWorkload({ livestreams: 10, messagesPerLivestream: 40, seed: 7 });

let root: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'tributary-fan-out-kill-'));
  await writeFanOutPackage(join(root, 'package'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes until the stack dies. */
async function writeUntilKilled(endpoint: string, killed: Promise<unknown>): Promise<void> {
  const client = new DynamoDBClient({ ...clientSettings(endpoint), maxAttempts: 1 });
  await Promise.all(inserts.map((batch) => writeBatch(client, names.table, batch).catch(() => {})));
  await killed;
  client.destroy();
}

it.each([
  ['EventBridge', 'AWSEvents.PutEvents'],
  ['SNS', 'sns'],
  ['the FIFO queue', 'AmazonSQS.SendMessageBatch'],
  ['the archive', 'Firehose_20150804.PutRecordBatch'],
])(
  'a stack killed when %s has taken changes and other targets have not tells all of them every change',
  async (_, operation) => {
    const child = startStackChild({
      packageDirectory: join(root, 'package'),
      data: join(root, 'data'),
      accelerate: ACCELERATE,
      dieAfter: { operation, nth: 1 },
    });
    await writeUntilKilled(await child.up, child.ended);
    expect((await child.ended).signal).toBe('SIGKILL');

    const fanOut = await openFanOutStack(root);
    try {
      await fanOut.write(inserts);
      const changes = await changesOf(fanOut.settings);
      expect(changes).toHaveLength(inserts.flat().length);
      // None was settled before: the process died in its first batch.
      await fanOut.told(changes.length);
      await fanOut.archived();
      const archive = idsOf(await archivedRecords(fanOut.settings));
      const stream = idsOf(await streamRecords(fanOut.settings));
      const queue = await fanOut.idsIn(names.fifo);
      const found = {
        bus: audit(changes, await fanOut.idsIn(names.captured)),
        moderation: audit(changes.filter(isForModeration), await fanOut.idsIn(names.moderation)),
        archive: audit(changes, archive),
        stream: audit(changes, stream),
        queue: audit(changes, queue),
      };
      console.log(
        `killed in ${operation}; repeats: ${Object.entries(found)
          .map(([target, { repeats }]) => `${target} ${repeats}`)
          .join(', ')}`,
      );
      for (const [target, { missing, unknown }] of Object.entries(found)) {
        expect({ target, missing, unknown }).toEqual({ target, missing: 0, unknown: 0 });
      }
      expect(disordered(changes, stream)).toEqual([]);
      expect(disordered(changes, queue)).toEqual([]);
    } finally {
      await fanOut.stop();
    }
  },
);
