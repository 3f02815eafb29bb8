import { CopyObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { LocalStack } from '../../../local/stack.ts';
import { originalKey, replayedPrefix } from '../../../shared/error-object-keys.ts';
import type { Deployed } from '../../deployed/connect.ts';
import { listObjects } from '../../deployed/objects.ts';
import type { ReplayTotal } from '../../errors/replay.ts';
import { replayStream } from '../../errors/replay-stream.ts';
import { createProgress } from '../../output.ts';
import type { DeliveryStreamFacts } from '../../proof/delivery-streams.ts';
import { countNew, snapshot } from './evidence.ts';

/** What came of replaying once more what had been replayed, twice at once. */
export interface Again {
  /** Error objects that were put back where they had been. */
  objectsPutBack: number;
  /** Both runs of each delivery stream. */
  runs: ReplayTotal[];
  /** Objects that these wrote under data and parked prefixes: there must be none. */
  objectsWritten: number;
}

/** Copies every error object of a delivery stream back from `replayed/`, as an operator could, and replays it by two runs at once. */
export async function replayAgain(stack: LocalStack, deployed: Deployed, layout: DeliveryStreamFacts): Promise<Again> {
  const before = await snapshot(stack, layout);
  const objectsPutBack = await putBack(deployed, layout);
  const run = () => replayStream(deployed, layout.shortName, 'errors', { dryRun: false }, createProgress(true));
  const runs = await Promise.all([run(), run()]);
  return { objectsPutBack, runs, objectsWritten: countNew(before, await snapshot(stack, layout)) };
}

async function putBack(deployed: Deployed, { bucket, errorPrefix }: DeliveryStreamFacts): Promise<number> {
  let objects = 0;
  for await (const { key } of listObjects(deployed, bucket, replayedPrefix(errorPrefix))) {
    const CopySource = `${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
    await deployed.client(S3Client).send(new CopyObjectCommand({ Bucket: bucket, CopySource, Key: originalKey(key) }));
    objects += 1;
  }
  return objects;
}
