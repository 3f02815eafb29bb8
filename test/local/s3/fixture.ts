import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createS3, type S3 } from '../../../local/s3/service.ts';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer } from '../../../local/wire/server.ts';
import { createFakeClock, type FakeClock } from '../../support/fake-clock.ts';

export const BUCKET = 'lake';

export interface S3Fixture {
  /** A client as every user makes it: nothing set but the endpoint, a region and dummy credentials. */
  client: S3Client;
  s3: S3;
  clock: FakeClock;
  url: string;
  /** Holds `s3/` and `s3-meta/`. */
  root: string;
  /** A second instance over the same files, as after a restart. */
  restart(): S3;
  close(): Promise<void>;
}

export async function createS3Fixture(region = 'us-east-1'): Promise<S3Fixture> {
  const root = mkdtempSync(join(tmpdir(), 'tributary-s3-'));
  const clock = createFakeClock(Date.UTC(2026, 6, 1, 12, 0, 0, 250));
  const restart = () => createS3({ directory: join(root, 's3'), clock, region });
  const s3 = restart();
  await s3.createBucket(BUCKET);
  const server = createServer({ route: createRouter({ targets: {}, s3: s3.handle }) });
  const url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new S3Client({ endpoint: url, region, credentials });
  return {
    client,
    s3,
    clock,
    url,
    root,
    restart,
    async close() {
      client.destroy();
      await server.close();
      await s3.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
