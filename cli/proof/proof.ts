import { createIdCounts, type IdCounts } from '../../lake/id-counts.ts';
import { readFailedRecords, readRows } from '../../lake/read-objects.ts';
import { identify } from '../../lake/record-id.ts';
import { type Verdict, verify } from '../../lake/verify.ts';
import type { ReadPosition } from '../../local/kinesis/types.ts';
import type { LocalStack } from '../../local/stack.ts';
import { reasonMetric } from '../../shared/metrics.ts';
import { failureReasons } from '../../shared/verdict.ts';
import { type DeliveryStreamFacts, metricTotal } from './delivery-streams.ts';

/** What the objects of one delivery stream prove, held against the log. */
export interface LayoutProof extends Verdict {
  objects: number;
  errorObjects: number;
  /** Failed records by reason, as the transform counted them. */
  reasons: Record<string, number>;
}

/** Every record of a Kinesis stream, as a multiset of ids; those that a rule leaves out also apart. */
export function readLog({ kinesis }: LocalStack, streamName: string): { written: IdCounts; removedByTtl: IdCounts } {
  const written = createIdCounts();
  const removedByTtl = createIdCounts();
  for (const { shardId } of kinesis.streams.shards(streamName)) {
    let position: ReadPosition = 'TRIM_HORIZON';
    for (;;) {
      const { records } = kinesis.streams.read(streamName, shardId, position, {
        records: 10_000,
        bytes: 8 * 1024 * 1024,
      });
      const last = records.at(-1);
      if (!last) break;
      for (const { data } of records) {
        const identity = identify(data);
        written.add(identity.id);
        if (identity.removedByTtl) removedByTtl.add(identity.id);
      }
      position = { after: last.sequenceNumber };
    }
  }
  return { written, removedByTtl };
}

/** Reads every object of a delivery stream and holds it against the log. */
export async function proveLayout(
  stack: LocalStack,
  layout: DeliveryStreamFacts,
  log: ReturnType<typeof readLog>,
): Promise<LayoutProof> {
  const directory = stack.s3.buckets.directory(layout.bucket);
  const delivered = createIdCounts();
  const failed = createIdCounts();
  const rows = await readRows(directory, layout.dataPrefix, (row) => delivered.add(identify(row).id));
  const errors = await readFailedRecords(directory, layout.errorPrefix, ({ rawData }) =>
    failed.add(identify(rawData).id),
  );
  const total = (metricName: string) => metricTotal(stack, layout, metricName);
  return {
    ...verify({ ...log, delivered, failed, dropped: total('Dropped') }),
    objects: rows.objects,
    errorObjects: errors.objects,
    reasons: Object.fromEntries(failureReasons.map((reason) => [reason, total(reasonMetric(reason))])),
  };
}
