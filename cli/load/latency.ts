import { readRows } from '../../lake/read-objects.ts';
import type { LocalStack } from '../../local/stack.ts';
import type { DeliveryStreamFacts } from '../proof/delivery-streams.ts';

/** Milliseconds of the stack's clock from a change (`EventTime`) to the object that holds its row. */
export interface Latency {
  p50: number;
  p90: number;
  p99: number;
  max: number;
}

/** How long the rows of a layout took; undefined when there are none. */
export async function latencyOf(
  { s3 }: LocalStack,
  { bucket, dataPrefix }: DeliveryStreamFacts,
): Promise<Latency | undefined> {
  const summaries = await s3.buckets.listObjects(bucket, dataPrefix);
  const writtenAt = new Map(summaries.map(({ key, lastModified }) => [key, lastModified]));
  const latencies: number[] = [];
  await readRows(s3.buckets.directory(bucket), dataPrefix, (row, { key }) => {
    latencies.push((writtenAt.get(key) ?? 0) - eventTimeOf(row));
  });
  if (latencies.length === 0) return undefined;
  latencies.sort((a, b) => a - b);
  const at = (share: number) =>
    Math.round(latencies[Math.min(latencies.length - 1, Math.floor(share * latencies.length))]!);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}

/** Rows end in `"EventTime":"2021-12-23T16:15:15.098123Z"}`; milliseconds are enough here. */
function eventTimeOf(row: Buffer): number {
  return Date.parse((JSON.parse(row.toString('utf8')) as { EventTime: string }).EventTime);
}
