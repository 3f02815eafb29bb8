import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { moto, type ReferenceServer, startReference } from './reference-process.ts';
import { createClients, type Target } from './target.ts';

const BUCKET = 'contract-lake';

/** A reference implementation as a target. Rows that need Firehose or Lambda have nothing to look for there. */
export async function startReferenceTarget(server: ReferenceServer): Promise<Target> {
  const { url, stop } = await startReference(server);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { region: 'us-east-1', endpoint: url, credentials };
  const clients = createClients(config, { http1: true });
  if (server === moto) await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    ...clients,
    name: server.name,
    config,
    bucket: BUCKET,
    roleArn: '',
    transformArn: '',
    slowTransformArn: '',
    now: Date.now,
    pollMs: 50,
    patienceMs: 5_000,
    async close() {
      clients.destroy();
      await stop();
    },
  };
}
