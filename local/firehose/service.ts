import { join } from 'node:path';
import { NO_TABLES, type Tables } from '../glue/tables.ts';
import { createJsonProtocol } from '../wire/json-protocol.ts';
import type { WireHandler } from '../wire/message.ts';
import { parseDeliveryStream } from './configuration.ts';
import { createConverters } from './conversion/converters.ts';
import type { DeliveryStreamStatus } from './delivery-stream.ts';
import { arnOf, type Surroundings } from './hosted-stream.ts';
import { ACTIVE_PARTITIONS_DEFAULT, DIRECT_PUT_RATE, INVOCATION_MS_MAX } from './limits.ts';
import { createDeliveryStream } from './operations/create-delivery-stream.ts';
import { deleteDeliveryStream } from './operations/delete-delivery-stream.ts';
import { describeDeliveryStream } from './operations/describe-delivery-stream.ts';
import { listDeliveryStreams } from './operations/list-delivery-streams.ts';
import { putRecord } from './operations/put-record.ts';
import { putRecordBatch } from './operations/put-record-batch.ts';
import { updateDestination } from './operations/update-destination.ts';
import { DEFAULT_BEHAVIOUR, type UnknownBehaviour } from './options.ts';
import type { NotHonouredProperty } from './property-reader.ts';
import type { PutRate } from './put-quota.ts';
import { createStreamFolders } from './stream-record.ts';
import { createStreamRegistry } from './stream-registry.ts';

export interface FirehoseOptions
  extends Omit<
    Surroundings,
    'folders' | 'tables' | 'converters' | 'activePartitionsMax' | 'invocationMsMax' | 'behaviour' | 'onProgress'
  > {
  /** Where delivery streams keep their checkpoints, and what was put to them. */
  directory: string;
  /** What format conversion takes columns from; none without. */
  tables?: Tables;
  /** Raisable on AWS. */
  activePartitionsMax?: number;
  /** How long a transform may take, real milliseconds; AWS waits for 5 minutes. */
  invocationMsMax?: number;
  /** Quotas of Direct PUT, per delivery stream and second. */
  putRate?: PutRate;
  behaviour?: Partial<UnknownBehaviour>;
}

export interface Firehose {
  /**
   * Brings up a delivery stream of the template: creates it, goes on with the one of an earlier run, or changes that
   * one to the new properties.
   * Throws an `AwsError` for what AWS refuses.
   */
  createDeliveryStream(
    properties: Record<string, unknown>,
  ): Promise<{ deliveryStreamArn: string; notHonoured: NotHonouredProperty[] }>;
  /**
   * Goes on with the delivery streams that were created over the wire in earlier runs; called once the other services
   * are up.
   */
  resume(): Promise<void>;
  handle: WireHandler;
  /** In alphabetical order. */
  names(): string[];
  /** Throws `ResourceNotFoundException`. */
  status(streamName: string): DeliveryStreamStatus;
  /** Calls back, in the same turn, whenever records are applied or an object is written. The answer unsubscribes. */
  onProgress(listener: (streamName: string) => void): () => void;
  /**
   * Delivers what is buffered and saves checkpoints, within 10 real seconds; what does not make it is repeated at the
   * next start.
   */
  close(): Promise<void>;
}

const CLOSE_WITHIN_MS = 10_000;

const operations = {
  CreateDeliveryStream: createDeliveryStream,
  DeleteDeliveryStream: deleteDeliveryStream,
  DescribeDeliveryStream: describeDeliveryStream,
  ListDeliveryStreams: listDeliveryStreams,
  PutRecord: putRecord,
  PutRecordBatch: putRecordBatch,
  UpdateDestination: updateDestination,
};

export function createFirehose(options: FirehoseOptions): Firehose {
  const listeners = new Set<(streamName: string) => void>();
  const surroundings: Surroundings = {
    ...options,
    folders: createStreamFolders(options.directory),
    tables: options.tables ?? NO_TABLES,
    converters: createConverters(join(options.directory, 'conversion')),
    activePartitionsMax: options.activePartitionsMax ?? ACTIVE_PARTITIONS_DEFAULT,
    invocationMsMax: options.invocationMsMax ?? INVOCATION_MS_MAX,
    behaviour: { ...DEFAULT_BEHAVIOUR, ...options.behaviour },
    onProgress(streamName) {
      for (const listener of listeners) listener(streamName);
    },
  };
  const registry = createStreamRegistry(surroundings, options.putRate ?? DIRECT_PUT_RATE);
  return {
    async createDeliveryStream(properties) {
      const { configuration, notHonoured } = parseDeliveryStream(properties);
      await registry.provision(properties);
      return { deliveryStreamArn: arnOf(configuration.name, options), notHonoured };
    },
    resume: registry.resume,
    handle: createJsonProtocol('Firehose', 'application/x-amz-json-1.1', operations, registry),
    names: registry.names,
    status: (streamName) => registry.find(streamName).engine.status(),
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      // Real time, not the stack's: an accelerated clock does not make disks faster.
      let timer: NodeJS.Timeout | undefined;
      const giveUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_WITHIN_MS);
      });
      await registry.stop(giveUp);
      clearTimeout(timer);
      await surroundings.converters.close();
    },
  };
}
