import type { Clock } from '../../clock.ts';
import type { MetricSink } from '../../cloudwatch/types.ts';
import { createCheckpointFile } from '../../firehose/checkpoints.ts';
import type { Buckets } from '../../s3/types.ts';
import { parseFunctionName } from '../function-name.ts';
import type { Functions } from '../types.ts';
import { configurationOf } from './configuration.ts';
import { createMapping, type Mapping, type MappingStatus } from './mapping.ts';
import type { MappingFolders, MappingRecord } from './mapping-record.ts';
import type { EventSource } from './source.ts';

export interface Surroundings {
  folders: MappingFolders;
  clock: Clock;
  region: string;
  accountId: string;
  newId: () => string;
  functions: Functions;
  buckets: Buckets;
  /** Throws when there is no such stream. */
  sourceOf(streamArn: string, functionName: string): Promise<EventSource>;
  metrics?: MetricSink;
  log: (message: string) => void;
  onProgress: (uuid: string) => void;
}

/** A mapping of an account; it runs while it is enabled. */
export interface HostedMapping {
  record: MappingRecord;
  arn: string;
  functionArn: string;
  /** Undefined while the mapping is disabled. */
  engine: Mapping | undefined;
  status(): MappingStatus;
}

const idle: MappingStatus = {
  read: 0,
  processed: 0,
  discarded: 0,
  pending: 0,
  invocations: 0,
  failedInvocations: 0,
  iteratorAgeMs: 0,
  lastResult: 'No records processed',
};

/** Not started yet. Throws when its stream is not there. */
export async function hostMapping(record: MappingRecord, surroundings: Surroundings): Promise<HostedMapping> {
  const { region, accountId } = surroundings;
  const functionName = parseFunctionName(record.properties.FunctionName)!;
  const functionArn = `arn:aws:lambda:${region}:${accountId}:function:${functionName}`;
  const engine = record.properties.Enabled
    ? await engineOf(record, functionName, functionArn, surroundings)
    : undefined;
  return {
    record,
    arn: `arn:aws:lambda:${region}:${accountId}:event-source-mapping:${record.uuid}`,
    functionArn,
    engine,
    status: () => engine?.status() ?? idle,
  };
}

async function engineOf(
  { uuid, properties }: MappingRecord,
  functionName: string,
  functionArn: string,
  surroundings: Surroundings,
): Promise<Mapping> {
  const { folders, clock, newId, functions, buckets, sourceOf, metrics, log, onProgress } = surroundings;
  const configuration = configurationOf(properties);
  const checkpoints = createCheckpointFile(folders.checkpointPath(uuid));
  return createMapping(configuration, {
    id: uuid,
    functionArn,
    clock,
    newId,
    source: await sourceOf(properties.EventSourceArn, functionName),
    invoke: (payload) => functions.invoke(functionName, payload),
    async putFailure(key, body) {
      await buckets.putObject(configuration.onFailureBucket!, key, Buffer.from(body), {
        contentType: 'application/json',
      });
    },
    loadCheckpoints: checkpoints.load,
    saveCheckpoints: checkpoints.save,
    metric: (metricName, value) =>
      metrics?.put({
        namespace: 'AWS/Lambda',
        metricName,
        dimensions: { FunctionName: functionName },
        value,
        unit: metricName === 'IteratorAge' ? 'Milliseconds' : 'Count',
        timestamp: clock.now(),
      }),
    log: (message) => log(`Event source mapping of ${functionName}: ${message}`),
    onProgress: () => onProgress(uuid),
  });
}
