import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createS3 } from '../../local/s3/service.ts';
import { createServer } from '../../local/wire/server.ts';

/** One call of S3's API, as IAM judges it. */
export interface S3Call {
  action: string;
  /** Key, or for a listing the prefix. */
  on: string;
}

export interface LakeServer {
  url: string;
  client: S3Client;
  /** What was called since the last time that this was asked. */
  calls(): S3Call[];
  close(): Promise<void>;
}

/** A bucket behind S3's API, which notes what is asked of it. Listens on a free port of 127.0.0.1. */
export async function createLakeServer(bucket: string): Promise<LakeServer> {
  const directory = mkdtempSync(join(tmpdir(), 'tributary-lake-'));
  const clock = { now: Date.now, after: () => () => {} };
  const s3 = createS3({ directory, clock, region: 'us-east-1' });
  await s3.createBucket(bucket);
  let noted: S3Call[] = [];
  const server = createServer({
    route: ({ method, path, query, headers }) => {
      const key = decodeURIComponent(path).slice(bucket.length + 2);
      const source = headers['x-amz-copy-source'];
      if (key === '') noted.push({ action: 's3:ListBucket', on: query.get('prefix') ?? '' });
      else noted.push({ action: actions[method] ?? method, on: key });
      if (source) noted.push({ action: 's3:GetObject', on: decodeURIComponent(source).replace(/^\/?[^/]+\//, '') });
      return s3.handle;
    },
  });
  const url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  const client = new S3Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  return {
    url,
    client,
    calls() {
      const calls = noted;
      noted = [];
      return calls;
    },
    async close() {
      client.destroy();
      await server.close();
      await s3.close();
      for (const path of [directory, `${directory}-meta`]) rmSync(path, { recursive: true, force: true });
    },
  };
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const actions: Record<string, string> = { GET: 's3:GetObject', PUT: 's3:PutObject', DELETE: 's3:DeleteObject' };
