import type { Deployed } from '../deployed/connect.ts';
import type { TransformingStream } from '../deployed/delivery-streams.ts';
import { table } from '../output.ts';
import { type Emitter, emitterOf } from './emitter.ts';
import { readMetrics, type Wanted } from './metrics.ts';

/** What a delivery stream did in a span of time, by its metrics. */
export interface Delivery {
  stream: string;
  status: string;
  /** Records read from the stream, or put on the delivery stream. */
  read: number;
  /** Rows in S3. */
  delivered: number;
  /** Refused by the transform; they are, or soon will be, under the error prefix. */
  failed: number;
  /** Left out by rule. */
  dropped: number;
  /** Read, and not in S3 yet. Where a record is taken apart before the transform, some of these may not show. */
  buffered: number;
  /** How far reading is behind writing; absent where nothing is read, for records are put on the delivery stream. */
  millisBehind?: number | undefined;
  /** How old the oldest record was that was delivered last. */
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
export async function deliveriesOf(
  deployed: Deployed,
  streams: TransformingStream[],
  hours: number,
): Promise<Delivery[]> {
  const inventory = await emitterOf(deployed, deployed.physicalName('dlq-inventory'));
  const wanted: Wanted[] = [];
  for (const stream of streams) {
    wanted.push(...metricsOf(stream, await emitterOf(deployed, stream.transform), inventory));
  }
  const values = await readMetrics(deployed, wanted, hours);
  return streams.map(({ shortName, status, sourceStream }, at) => {
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
      ...(sourceStream !== undefined && { millisBehind }),
      freshnessSeconds,
      errorObjects,
    };
  });
}

const METRICS_PER_STREAM = 7;

const NO_EMITTER: Emitter = { namespace: 'none', service: 'none' };

function metricsOf(
  { name, shortName, sourceStream }: TransformingStream,
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
    firehose(sourceStream === undefined ? 'IncomingRecords' : 'DataReadFromKinesisStream.Records', 'Sum'),
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
    deliveries.map((delivery) => {
      const { stream, status, read, delivered, failed, dropped, buffered, errorObjects } = delivery;
      const waiting = errorObjects === undefined ? '?' : String(errorObjects);
      return [stream, status, read, delivered, failed, dropped, buffered, behindInWords(delivery), waiting];
    }),
  );
}

function behindInWords(delivery: Delivery): string {
  if (!('millisBehind' in delivery)) return '-';
  return delivery.millisBehind === undefined ? '?' : `${(delivery.millisBehind / 1000).toFixed(1)} s`;
}
