import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, type WriteRequest } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';
import { writeBatches } from '../../../cli/workload/write-batches.ts';
import { claimDataDirectory } from '../../../local/data-directory.ts';
import { type LocalStack, type StackOptions, startStack } from '../../../local/stack.ts';
import { consume, idOf, queueUrl } from './consume.ts';
import { type FanOutChanges, names, writeFanOutPackage } from './package.ts';

export interface ClientSettings {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export const clientSettings = (endpoint: string): ClientSettings => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/** A minute is a second. The fan-out's own minute is not: functions take real time. */
export const ACCELERATE = 60;

export interface FanOutStack {
  stack: LocalStack;
  settings: ClientSettings;
  write(batches: WriteRequest[][]): Promise<void>;
  /** Resolves once the event source mapping is done with that many changes since the start. */
  told(changes: number): Promise<void>;
  /** Resolves once both layouts of the lake have read that many changes since the start. */
  laked(changes: number): Promise<void>;
  /** Resolves once the archive's objects hold all that was put to it. */
  archived(): Promise<void>;
  /** The ids of the changes that a queue's messages tell of, in the order in which they come out of it; it is empty then. */
  idsIn(queueName: string): Promise<string[]>;
  /** Stops the stack; what it keeps on disk stays. */
  stop(): Promise<void>;
}

/** What a test puts between the parts of the stack. */
export type Hooks = Pick<StackOptions, 'between' | 'betweenClients'>;

/** A fresh stack whose every route of the fan-out is on. `discard` stops it and deletes its data. */
export async function startFanOutStack(
  changes: FanOutChanges = {},
  hooks: Hooks = {},
): Promise<FanOutStack & { discard(): Promise<void> }> {
  const root = mkdtempSync(join(tmpdir(), 'tributary-fan-out-'));
  await writeFanOutPackage(join(root, 'package'), changes);
  const fanOut = await openFanOutStack(root, hooks);
  return {
    ...fanOut,
    async discard() {
      await fanOut.stop();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Starts the stack on the directories `package` and `data` under `root`. */
export async function openFanOutStack(root: string, hooks: Hooks = {}): Promise<FanOutStack> {
  const stack = await startStack({
    packageDirectory: join(root, 'package'),
    data: claimDataDirectory(join(root, 'data')),
    port: 0,
    accelerate: ACCELERATE,
    onEvent: () => {},
    ...hooks,
  });
  const settings = clientSettings(stack.url);
  const table = new DynamoDBClient(settings);
  const queues = new SQSClient(settings);
  const { eventSourceMappings, firehose } = stack;
  return {
    stack,
    settings,
    write: (batches) => writeBatches(table, names.table, batches, { concurrency: 4 }),
    told: (count) =>
      when(eventSourceMappings.onProgress, () => {
        const [mapping] = eventSourceMappings.list();
        return mapping!.processed + mapping!.discarded >= count;
      }),
    laked: (count) =>
      when(firehose.onProgress, () =>
        ['chat-by-livestream', 'chat-by-time'].every(
          (name) => firehose.status(`tributary-dev-${name}`).recordsRead >= count,
        ),
      ),
    archived: () =>
      when(firehose.onProgress, () => {
        const { delivered, failed, records } = firehose.status(names.archive);
        return delivered + failed >= records;
      }),
    async idsIn(queueName) {
      const ids: string[] = [];
      await consume(queues, queueUrl(settings, queueName), (message) => ids.push(idOf(message)));
      return ids;
    },
    async stop() {
      table.destroy();
      queues.destroy();
      await stack.stop();
    },
  };
}

function when(subscribe: (listener: () => void) => () => void, isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (!isSo()) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = subscribe(check);
    check();
  });
}
