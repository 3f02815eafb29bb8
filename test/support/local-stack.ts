import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { claimDataDirectory } from '../../local/data-directory.ts';
import type { StackEvent } from '../../local/services.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';
import { packaged } from './packaged.ts';

export interface StackUnderTest {
  stack: LocalStack;
  dataDirectory: string;
  events: StackEvent[];
  /** What an AWS SDK client needs to reach the stack. */
  client: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  /** Stops the stack and deletes its data. */
  discard(): Promise<void>;
}

/** The dev stage, as packaged, on a free port and in a directory of its own. */
export async function startStackUnderTest({ accelerate = 60 } = {}): Promise<StackUnderTest> {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'tributary-stack-'));
  const { directory } = await packaged('dev');
  const events: StackEvent[] = [];
  const stack = await startStack({
    packageDirectory: directory,
    data: claimDataDirectory(dataDirectory),
    port: 0,
    accelerate,
    onEvent: (event) => events.push(event),
  });
  return {
    stack,
    dataDirectory,
    events,
    client: {
      endpoint: stack.url,
      region: stack.region,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    },
    async discard() {
      await stack.stop();
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** Resolves when every delivery stream has settled `records` records, told by Firehose itself. */
export async function settled({ firehose, resources }: LocalStack, records: number): Promise<void> {
  const names = resources.filter(({ type }) => type === 'AWS::KinesisFirehose::DeliveryStream').map(({ name }) => name);
  const isSettled = () =>
    names.every((name) => {
      const { delivered, failed, dropped, lost } = firehose.status(name);
      return delivered + failed + dropped + lost >= records;
    });
  await new Promise<void>((resolve) => {
    const check = () => {
      if (!isSettled()) return;
      unsubscribe();
      resolve();
    };
    const unsubscribe = firehose.onProgress(check);
    check();
  });
}
