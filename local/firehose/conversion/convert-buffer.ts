import type { Clock } from '../../clock.ts';
import type { DeliveryBuffer } from '../delivery-buffers.ts';
import { FORMAT_CONVERSION_FAILED } from '../failures.ts';
import type { Load } from '../load.ts';
import { createObjectBody } from '../object-body.ts';
import type { ObjectContent } from '../objects.ts';
import type { UnknownBehaviour } from '../options.ts';
import { backoff, PUT_RETRY_MS } from '../pacing.ts';
import type { Metric } from '../transform.ts';
import type { Convert, Converted } from './convert.ts';
import { type CatalogTable, conversionFailureLine } from './failure-line.ts';

/** What a delivery stream converts with. */
export interface StreamConversion {
  convert: Convert;
  /** For error objects. */
  table: CatalogTable;
}

interface Options {
  conversion: StreamConversion;
  clock: Clock;
  load: Load;
  behaviour: UnknownBehaviour;
  metric: Metric;
  log: (message: string) => void;
  isClosed: () => boolean;
}

/** The objects that come of one full buffer, and what to call when they are written. */
export interface ConvertedObjects {
  contents: ObjectContent[];
  release(): void;
}

const FAILED = { id: `error ${FORMAT_CONVERSION_FAILED}`, errorOutputType: FORMAT_CONVERSION_FAILED };

/**
 * Makes of a full buffer the Parquet object and, of the records that cannot be converted, an error object. What keeps the
 * conversion itself from working is waited out: nothing is delivered meanwhile, and nothing is lost.
 */
export async function convertBuffer(buffer: DeliveryBuffer, options: Options): Promise<ConvertedObjects> {
  const { metric, load } = options;
  const { destination, openedMs, body } = buffer;
  const pieces = await body.finishPieces();
  const { converted, failures } = await convertPatiently(pieces, options);
  const { object, records, sourceBytes, oldestArrivalMs } = converted;
  body.release();
  const objectBytes = object?.length ?? 0;
  load.add('writing', objectBytes);
  metric('SucceedConversion.Records', records, 'Count');
  metric('SucceedConversion.Bytes', converted.bytes, 'Bytes');
  metric('FailedConversion.Records', failures.records(), 'Count');
  metric('FailedConversion.Bytes', failures.bytes(), 'Bytes');
  const delivered = { destination, records, sourceBytes, oldestArrivalMs, openedMs };
  return {
    contents: [
      ...(object ? [{ ...delivered, body: Promise.resolve(object) }] : []),
      ...(failures.records() > 0 ? [failures.content(openedMs)] : []),
    ],
    release() {
      load.add('writing', -objectBytes);
      failures.release();
    },
  };
}

type Failures = ReturnType<typeof collectFailures>;

async function convertPatiently(
  pieces: Buffer[],
  options: Options,
): Promise<{ converted: Converted; failures: Failures }> {
  const { conversion, clock, log, isClosed } = options;
  for (let attempts = 1; ; attempts += 1) {
    const failures = collectFailures(options);
    try {
      return { converted: await conversion.convert(pieces, failures.add), failures };
    } catch (error) {
      failures.release();
      // What is in hand is converted after the next start.
      if (isClosed()) return new Promise(() => {});
      log(`A buffer could not be converted to Parquet: ${error}`);
      await new Promise<void>((resolve) => clock.after(backoff(PUT_RETRY_MS, attempts), resolve));
    }
  }
}

function collectFailures({ conversion: { table }, clock, load, behaviour }: Options) {
  const body = createObjectBody(undefined, load);
  let records = 0;
  let bytes = 0;
  let sourceBytes = 0;
  let oldestArrivalMs = Number.POSITIVE_INFINITY;
  const add: Parameters<Convert>[1] = (record, failure) => {
    records += 1;
    bytes += record.data.length;
    sourceBytes += record.sourceBytes;
    oldestArrivalMs = Math.min(oldestArrivalMs, record.arrivalMs);
    body.add(conversionFailureLine(record, failure, table, clock.now(), behaviour.errorObjectShape));
  };
  return {
    add,
    records: () => records,
    bytes: () => bytes,
    content: (openedMs: number): ObjectContent => ({
      destination: FAILED,
      records,
      sourceBytes,
      oldestArrivalMs,
      openedMs,
      body: body.finish(),
    }),
    release: body.release,
  };
}
