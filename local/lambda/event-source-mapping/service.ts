import { randomUUID } from 'node:crypto';
import type { TableStreams } from '../../dynamodb/table-streams.ts';
import type { Streams } from '../../kinesis/types.ts';
import type { WireHandler } from '../../wire/message.ts';
import { createEventSourceMapping } from '../operations/create-event-source-mapping.ts';
import { deleteEventSourceMapping } from '../operations/delete-event-source-mapping.ts';
import { getEventSourceMapping } from '../operations/get-event-source-mapping.ts';
import { listEventSourceMappings } from '../operations/list-event-source-mappings.ts';
import { updateEventSourceMapping } from '../operations/update-event-source-mapping.ts';
import { createRestJson } from '../rest-json.ts';
import { createDynamoDbSource } from './dynamodb-source.ts';
import type { Surroundings } from './hosted-mapping.ts';
import { createKinesisSource } from './kinesis-source.ts';
import type { MappingStatus } from './mapping.ts';
import { createMappingFolders } from './mapping-record.ts';
import { createMappingRegistry } from './registry.ts';

export interface EventSourceMappingsOptions
  extends Omit<Surroundings, 'folders' | 'newId' | 'sourceOf' | 'onProgress'> {
  /** Where mappings keep their settings and checkpoints. */
  directory: string;
  streams: Streams;
  /** Those of the local DynamoDB. */
  tableStreams: () => Promise<TableStreams>;
  isDeployed: (functionName: string) => boolean;
  newId?: () => string;
}

export interface MappingSummary extends MappingStatus {
  uuid: string;
  functionArn: string;
  eventSourceArn: string;
  enabled: boolean;
}

export interface EventSourceMappings {
  /**
   * Brings up an `AWS::Lambda::EventSourceMapping` of the template: creates it, goes on with the one of an earlier run between
   * the same stream and function, or changes that one to the new properties. Its function and its stream must be there.
   * Throws an `AwsError` for what AWS refuses and for what is not there locally.
   */
  provision(properties: Record<string, unknown>): Promise<{ uuid: string; enabled: boolean }>;
  /** Goes on with the mappings that were created over the wire in earlier runs; called once all of the template is up. */
  resume(): Promise<void>;
  /** Paths under `/2015-03-31/event-source-mappings`. */
  handle: WireHandler;
  list(): MappingSummary[];
  /** Calls back, in the same turn, whenever the records of a mapping are settled. The answer unsubscribes. */
  onProgress(listener: (uuid: string) => void): () => void;
  /** Waits for invocations under way, 10 real seconds at most; what does not end by then is repeated at the next start. */
  close(): Promise<void>;
}

const CLOSE_WITHIN_MS = 10_000;

const operations = {
  CreateEventSourceMapping: createEventSourceMapping,
  DeleteEventSourceMapping: deleteEventSourceMapping,
  GetEventSourceMapping: getEventSourceMapping,
  ListEventSourceMappings: listEventSourceMappings,
  UpdateEventSourceMapping: updateEventSourceMapping,
};

/** Lambda's event source mappings: streams that call functions. */
export function createEventSourceMappings(options: EventSourceMappingsOptions): EventSourceMappings {
  const { directory, streams, tableStreams, isDeployed, newId = randomUUID, accountId } = options;
  const listeners = new Set<(uuid: string) => void>();
  const surroundings: Surroundings = {
    ...options,
    folders: createMappingFolders(directory),
    newId,
    // Roles have no effect locally; the function's name stands in for that of its role.
    sourceOf: async (streamArn, functionName) =>
      streamArn.includes(':dynamodb:')
        ? createDynamoDbSource(await tableStreams(), streamArn)
        : createKinesisSource(streams, streamArn, `arn:aws:iam::${accountId}:role/${functionName}`),
    onProgress(uuid) {
      for (const listener of listeners) listener(uuid);
    },
  };
  const registry = createMappingRegistry(surroundings, isDeployed);
  return {
    async provision(properties) {
      const { record } = await registry.provision(properties);
      return { uuid: record.uuid, enabled: record.properties.Enabled };
    },
    resume: registry.resume,
    handle: createRestJson(operations, registry),
    list: () =>
      registry.all().map(({ record, functionArn, status }) => ({
        uuid: record.uuid,
        functionArn,
        eventSourceArn: record.properties.EventSourceArn,
        enabled: record.properties.Enabled,
        ...status(),
      })),
    onProgress(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      // Real time, not the stack's: an accelerated clock does not make functions faster.
      let timer: NodeJS.Timeout | undefined;
      const giveUp = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, CLOSE_WITHIN_MS);
      });
      await registry.stop(giveUp);
      clearTimeout(timer);
    },
  };
}
