import type { Checkpoints } from '../../../../local/firehose/checkpoint-saver.ts';
import { configurationOf, parseMapping } from '../../../../local/lambda/event-source-mapping/configuration.ts';
import { createKinesisSource } from '../../../../local/lambda/event-source-mapping/kinesis-source.ts';
import { createMapping, type MappingDependencies } from '../../../../local/lambda/event-source-mapping/mapping.ts';
import type { InvokeResult } from '../../../../local/lambda/types.ts';
import { createFakeClock } from '../../../support/fake-clock.ts';
import { createFakeStreams } from './fake-streams.ts';

export const STREAM_ARN = 'arn:aws:kinesis:us-east-1:000000000000:stream/events';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:000000000000:function:consumer';
export const ROLE_ARN = 'arn:aws:iam::000000000000:role/consumer';
export const MAPPING_ID = '11111111-2222-4333-8444-555555555555';

export interface HandedRecord {
  eventID: string;
  kinesis: { sequenceNumber: string; partitionKey: string; data: string };
}

export const textOf = (record: HandedRecord): string => Buffer.from(record.kinesis.data, 'base64').toString();

export const answered = (answer: unknown = null): InvokeResult => ({
  payload: Buffer.from(JSON.stringify(answer)),
  logTail: '',
  durationMs: 1,
});
export const threw: InvokeResult = { ...answered({ errorMessage: 'no' }), functionError: 'Unhandled' };

export const report = (...records: HandedRecord[]): InvokeResult =>
  answered({ batchItemFailures: records.map(({ kinesis }) => ({ itemIdentifier: kinesis.sequenceNumber })) });

/** A mapping over a stream in memory, with a function that a test writes. */
export function createEngine(
  properties: Record<string, unknown> = {},
  handle: (records: HandedRecord[], call: number) => InvokeResult | Promise<InvokeResult> = () => answered(),
  shardCount = 1,
) {
  const clock = createFakeClock(Date.UTC(2026, 6, 13, 14));
  const stream = createFakeStreams(clock.now, shardCount);
  const calls: { atMs: number; texts: string[] }[] = [];
  const objects = new Map<string, string>();
  const metrics: { name: string; value: number }[] = [];
  const logged: string[] = [];
  const startedMs = clock.now();
  const state: { checkpoints: Checkpoints | undefined; bucketAnswers: boolean } = {
    checkpoints: undefined,
    bucketAnswers: true,
  };
  let ids = 0;
  const configuration = configurationOf(
    parseMapping({
      EventSourceArn: STREAM_ARN,
      FunctionName: 'consumer',
      StartingPosition: 'TRIM_HORIZON',
      DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::lake' } },
      ...properties,
    }),
  );
  const dependencies: MappingDependencies = {
    id: MAPPING_ID,
    functionArn: FUNCTION_ARN,
    clock,
    newId: () => `id-${++ids}`,
    source: createKinesisSource(stream.streams, STREAM_ARN, ROLE_ARN),
    async invoke(payload) {
      const { Records } = JSON.parse(payload) as { Records: HandedRecord[] };
      calls.push({ atMs: clock.now() - startedMs, texts: Records.map(textOf) });
      return handle(Records, calls.length);
    },
    async putFailure(key, body) {
      if (!state.bucketAnswers) throw new Error('SlowDown');
      objects.set(key, body);
    },
    loadCheckpoints: () => state.checkpoints,
    async saveCheckpoints(saved) {
      state.checkpoints = saved;
    },
    metric: (name, value) => metrics.push({ name, value }),
    log: (message) => logged.push(message),
  };
  const put = (...texts: string[]) => {
    for (const text of texts) stream.put('shardId-000000000000', Buffer.from(text), text.split(':')[0]);
  };
  return {
    clock,
    stream,
    calls,
    objects,
    metrics,
    logged,
    state,
    put,
    mapping: createMapping(configuration, dependencies),
    again: () => createMapping(configuration, dependencies),
  };
}
