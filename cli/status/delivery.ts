import type { Deployed } from '../deployed/connect.ts';
import type { DeployedStream } from '../deployed/delivery-streams.ts';
import { table } from '../output.ts';
import { type Emitter, emitterOf } from './emitter.ts';
import { readMetrics, type Wanted } from './metrics.ts';

/** What a delivery stream did in a span of time, by its metrics. */
export interface Delivery {
  stream: string;
  status: string;
  /** Records read from the stream. */
  read: number;
  /** Rows in S3. */
  delivered: number;
  /** Refused by the transform; they are, or soon will be, under the error prefix. */
  failed: number;
  /** Left out by rule. */
  dropped: number;
  /** Read, and not in S3 yet. */
  buffered: number;
  /** How far reading is behind writing, and how old the oldest record was that was delivered last. */
  millisBehind: number | undefined;
  freshnessSeconds: number | undefined;
  /** Objects that wait to be replayed, as last counted. */
  errorObjects: number | undefined;
}

/**
 * Counts by CloudWatch, so that it is the same on AWS. No metric of Firehose's tells rows from failed records:
 * `DeliveryToS3.Records` counts both, and the transform counts what it refuses. Batches that failed as a whole, which no
 * transform counts, are therefore among the delivered; `errors summary` tells them apart.
 * https://docs.aws.amazon.com/firehose/latest/dev/monitoring-with-cloudwatch-metrics.html
 */
export async function deliveriesOf(deployed: Deployed, streams: DeployedStream[], hours: number): Promise<Delivery[]> {
  const inventory = await emitterOf(deployed, deployed.physicalName('dlq-inventory'));
  const wanted: Wanted[] = [];
  for (const stream of streams) {
    const transform = stream.transform === undefined ? undefined : await emitterOf(deployed, stream.transform);
    wanted.push(...metricsOf(stream, transform, inventory));
  }
  const values = await readMetrics(deployed, wanted, hours);
  return streams.map(({ shortName, status }, at) => {
    const [read = 0, inS3 = 0, failed = 0, dropped = 0, millisBehind, freshnessSeconds, errorObjects] = values.slice(
      at * METRICS_PER_STREAM,
      (at + 1) * METRICS_PER_STREAM,
    );
    return {
      stream: shortName,
      status,
      read,
      delivered: Math.max(0, inS3 - failed),
      failed,
      dropped,
      buffered: Math.max(0, read - dropped - inS3),
      millisBehind,
      freshnessSeconds,
      errorObjects,
    };
  });
}

const METRICS_PER_STREAM = 7;

const NO_EMITTER: Emitter = { namespace: 'none', service: 'none' };

function metricsOf(
  { name, shortName }: DeployedStream,
  transform: Emitter = NO_EMITTER,
  inventory: Emitter = NO_EMITTER,
): Wanted[] {
  const firehose = (metric: string, statistic: Wanted['statistic']): Wanted => ({
    namespace: 'AWS/Firehose',
    name: metric,
    dimensions: { DeliveryStreamName: name },
    statistic,
  });
  const own = ({ namespace, service }: Emitter, metric: string, statistic: Wanted['statistic']): Wanted => ({
    namespace,
    name: metric,
    dimensions: { service, DeliveryStream: shortName },
    statistic,
  });
  return [
    firehose('DataReadFromKinesisStream.Records', 'Sum'),
    firehose('DeliveryToS3.Records', 'Sum'),
    own(transform, 'ProcessingFailed', 'Sum'),
    own(transform, 'Dropped', 'Sum'),
    firehose('KinesisMillisBehindLatest', 'Maximum'),
    firehose('DeliveryToS3.DataFreshness', 'Maximum'),
    own(inventory, 'ErrorObjects', 'Maximum'),
  ];
}

export function deliveryTable(deliveries: Delivery[]): string {
  return table(
    ['delivery stream', 'status', 'read', 'delivered', 'failed', 'dropped', 'buffered', 'behind', 'error objects'],
    deliveries.map(({ stream, status, read, delivered, failed, dropped, buffered, millisBehind, errorObjects }) => [
      stream,
      status,
      read,
      delivered,
      failed,
      dropped,
      buffered,
      millisBehind === undefined ? '?' : `${(millisBehind / 1000).toFixed(1)} s`,
      errorObjects === undefined ? '?' : String(errorObjects),
    ]),
  );
}
