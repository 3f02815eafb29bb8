import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import type { LocalStack } from '../../local/stack.ts';
import { type Progress, UserError } from '../output.ts';
import { type DeliveryStreamFacts, deliveryStreamsOf } from '../proof/delivery-streams.ts';
import { type LayoutProof, proveLayout, readLog } from '../proof/proof.ts';
import { waitUntilSettled } from '../proof/settled.ts';
import { createWorkload, type WorkloadSize } from '../workload/messages.ts';
import { writeBatches } from '../workload/write-batches.ts';
import { strayRecords } from './stray-records.ts';

/** Batches under way at a time. */
const WRITERS = 4;

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
  await writeWorkload(stack, workload, layouts[0]!.sourceStream, progress);
  const writeSeconds = (performance.now() - startedMs) / 1000;

  const log = readLog(stack, layouts[0]!.sourceStream);
  await waitUntilSettled(stack, layouts, log.written.total, progress);
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

/** Writes a workload to the table, and a few stray records to its stream, through the AWS SDK. */
export async function writeWorkload(
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
