import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKinesis } from '../../../local/kinesis/service.ts';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock } from '../../support/fake-clock.ts';

export interface LocalKinesis {
  url: string;
  /** Everything in a stream of one shard, in its order. */
  records(stream: string): { partitionKey: string; text: string }[];
  close(): Promise<void>;
}

/** The local Kinesis with a stream of one shard. moto's does not speak HTTP/2, as the SDK's client does. */
export async function startLocalKinesis(stream: string): Promise<LocalKinesis> {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-fanout-'));
  const kinesis = createKinesis({
    directory,
    clock: createFakeClock(),
    region: 'us-east-1',
    accountId: '000000000000',
    metrics: { put: () => {} },
  });
  kinesis.createStream({ name: stream, mode: 'PROVISIONED', shardCount: 1, retentionHours: 24 });
  const server = createServer({ route: createRouter({ targets: { Kinesis_20131202: kinesis.handle } }) });
  const { port } = await server.listen(0);
  return {
    url: `http://127.0.0.1:${port}`,
    records(name) {
      const limit = { records: 1_000, bytes: 10_000_000 };
      const { records } = kinesis.streams.read(name, 'shardId-000000000000', 'TRIM_HORIZON', limit);
      return records.map(({ partitionKey, data }) => ({ partitionKey, text: data.toString() }));
    },
    async close() {
      await server.close();
      kinesis.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
