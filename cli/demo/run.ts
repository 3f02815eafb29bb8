import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { LocalStack } from '../../local/stack.ts';
import { type Progress, UserError } from '../output.ts';
import { type DeliveryStreamFacts, deliveryStreamsOf } from './delivery-streams.ts';
import { createWorkload, type WorkloadSize } from './messages.ts';
import { type LayoutProof, proveLayout, readLog } from './proof.ts';
import { strayRecords } from './stray-records.ts';
import { writeBatches } from './write.ts';

/** Batches under way at a time. */
const WRITERS = 4;

/** Longest wait without any record being delivered before the demo gives up, real milliseconds. */
const STALLED_AFTER_MS = 60_000;

export interface DemoResult {
  layouts: Map<DeliveryStreamFacts, LayoutProof>;
  livestreamIds: string[];
  written: number;
  writeSeconds: number;
  seconds: number;
}

/** Writes the workload through the AWS SDK, waits until the lake has it, and reads back what came of each record. */
export async function runDemo(stack: LocalStack, size: WorkloadSize, progress: Progress): Promise<DemoResult> {
  const startedMs = performance.now();
  const layouts = deliveryStreamsOf(stack);
  const workload = createWorkload(size);
  await write(stack, workload, layouts[0]!.sourceStream, progress);
  const writeSeconds = (performance.now() - startedMs) / 1000;

  const log = readLog(stack, layouts[0]!.sourceStream);
  await delivered(stack, layouts, log.written.total, progress);
  await stack.cloudwatch.evaluateNow();
  const proofs = new Map<DeliveryStreamFacts, LayoutProof>();
  for (const layout of layouts) {
    progress.update(`counting the objects of ${layout.shortName} …`);
    proofs.set(layout, await proveLayout(stack, layout, log));
  }
  return {
    layouts: proofs,
    livestreamIds: workload.livestreamIds,
    written: log.written.total,
    writeSeconds,
    seconds: (performance.now() - startedMs) / 1000,
  };
}

async function write(
  stack: LocalStack,
  workload: ReturnType<typeof createWorkload>,
  streamName: string,
  progress: Progress,
): Promise<void> {
  const table = stack.resources.find(({ type }) => type === 'AWS::DynamoDB::Table')!;
  const client = {
    endpoint: stack.url,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const dynamodb = new DynamoDBClient(client);
  const kinesis = new KinesisClient(client);
  try {
    const parts = [workload.inserts, workload.edits, workload.removals];
    const items = parts.flat().reduce((sum, batch) => sum + batch.length, 0);
    let written = 0;
    const onWritten = (count: number) => {
      written += count;
      progress.update(
        `writing to ${table.name}: ${written.toLocaleString('en')} of ${items.toLocaleString('en')} items`,
      );
    };
    for (const batches of parts) await writeBatches(dynamodb, table.name, batches, { concurrency: WRITERS, onWritten });
    const strays = strayRecords(stack.clock.now());
    const { FailedRecordCount } = await kinesis.send(
      new PutRecordsCommand({
        StreamName: streamName,
        Records: strays.map(({ data, partitionKey }) => ({ Data: data, PartitionKey: partitionKey })),
      }),
    );
    if (FailedRecordCount)
      throw new UserError(`The stream ${streamName} refused ${FailedRecordCount} of ${strays.length} records.`);
    progress.done(
      `wrote ${items.toLocaleString('en')} items to ${table.name} and ${strays.length} stray records to ${streamName}`,
    );
  } finally {
    dynamodb.destroy();
    kinesis.destroy();
  }
}

/** Waits until each delivery stream has settled every record of the log, by being told of its progress. */
async function delivered(
  stack: LocalStack,
  layouts: DeliveryStreamFacts[],
  records: number,
  progress: Progress,
): Promise<void> {
  const settled = ({ name }: DeliveryStreamFacts) => {
    const { delivered, failed, dropped, lost } = stack.firehose.status(name);
    return delivered + failed + dropped + lost;
  };
  const least = () => Math.min(...layouts.map(settled));
  await new Promise<void>((resolve, reject) => {
    let stalled: NodeJS.Timeout;
    const check = () => {
      clearTimeout(stalled);
      progress.update(
        `waiting for Firehose: ${least().toLocaleString('en')} of ${records.toLocaleString('en')} records in S3`,
      );
      if (least() >= records) {
        unsubscribe();
        resolve();
        return;
      }
      stalled = setTimeout(() => {
        unsubscribe();
        reject(
          new UserError(
            `Nothing was delivered for ${STALLED_AFTER_MS / 1000} s; ${records - least()} records are still on their way.`,
          ),
        );
      }, STALLED_AFTER_MS);
    };
    const unsubscribe = stack.firehose.onProgress(check);
    check();
  });
  progress.done(`delivered ${records.toLocaleString('en')} records by ${layouts.length} delivery streams`);
}
