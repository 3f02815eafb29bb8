import { strict as assert } from 'node:assert';
import type { ReplayLimits } from '../../../functions/dlq-reprocessor/limits.ts';
import { type ReprocessOptions, reprocess } from '../../../functions/dlq-reprocessor/reprocess.ts';
import { createSendRecords } from '../../../functions/dlq-reprocessor/send-records.ts';
import type { ReplayReport, ReplayRequest } from '../../../shared/error-object-replay.ts';
import { startMs } from './chaos-records.ts';
import { deliveryStreams, hourOf, neverSends, withoutNotice, withoutNoticeAndChat } from './fixture.ts';
import { type CallFate, createMemoryRecordSink, type MemorySink } from './memory-sink.ts';
import { createMemoryStore, type MemoryBucket } from './memory-store.ts';
import type { Turns } from './turns.ts';

type DeliveryStreams = ReprocessOptions['deliveryStreams'];

/** What may be deployed while workers run; the first is mended. */
export const schemas: readonly DeliveryStreams[] = [deliveryStreams, withoutNotice, withoutNoticeAndChat];

const limits: ReplayLimits = {
  compressedBytesMax: 1e6,
  expandedBytesMax: 1e6,
  lineBytesMax: 4_000,
  rangeLinesMax: 3,
  rangeBytesMax: 4_000,
};

/** A run's options, its line ranges short. */
export const optionsOf = (
  store: ReprocessOptions['store'],
  streams: DeliveryStreams,
  send: ReprocessOptions['send'] = neverSends,
): ReprocessOptions => ({
  deliveryStreams: streams,
  hourOf,
  store,
  send,
  limits,
  recordsPerRunMax: 1_000,
  now: () => startMs,
});

/** One run that nothing disturbs. */
export const inPeace = (
  bucket: MemoryBucket,
  request: ReplayRequest,
  streams: DeliveryStreams,
  send?: ReprocessOptions['send'],
): Promise<ReplayReport> =>
  reprocess(request, optionsOf(createMemoryStore(bucket, { expanded: true }), streams, send), {
    remainingMs: () => 900_000,
  });

interface WorkerOptions {
  bucket: MemoryBucket;
  stream: string;
  random: () => number;
  turns: Turns;
  /** No kill, and no failure after the effect, so that the reports can be added up. */
  calm: boolean;
  /** One of them is deployed. */
  deployable?: readonly DeliveryStreams[];
  /** Where records are sent to, of delivery streams whose rows are not written. */
  sink?: MemorySink;
}

class Failure extends Error {
  override name = 'InternalError';
}

/** Begins one run that may be killed, fail, or run out of time, as the random numbers have it. */
export function startWorker({ bucket, stream, random, turns, calm, deployable = schemas, sink }: WorkerOptions) {
  const source = random() < 0.7 ? 'errors' : 'parked';
  const failing = random() < 0.5 ? random() * 0.1 : 0;
  const killAt = !calm && random() < 0.4 ? Math.floor(random() * 40) : Number.POSITIVE_INFINITY;
  const callsUntilTimeIsUp = random() < 0.3 ? Math.floor(random() * 30) : Number.POSITIVE_INFINITY;
  let calls = 0;
  let failures = 0;
  let finished: ReplayReport | undefined;

  const failNow = () => {
    if (random() >= failing) return;
    failures += 1;
    throw new Failure('We encountered an internal error. Please try again.');
  };
  const begin = async () => {
    await turns.wait();
    calls += 1;
    assert.ok(calls < 2_000, 'a worker does not come to an end');
    if (calls >= killAt) await turns.never();
  };
  const end = async () => {
    if (calls >= killAt - 1 && random() < 0.5) await turns.never();
  };
  const store = createMemoryStore(bucket, {
    expanded: true,
    pageKeys: 2,
    gate: {
      async before() {
        await begin();
        failNow();
      },
      async after() {
        await end();
        if (!calm) failNow();
      },
    },
  });
  const sinkGate = {
    async before(): Promise<CallFate> {
      await begin();
      const fate = fateOf(random);
      if (fate.answer) failures += 1;
      return fate;
    },
    after: end,
  };
  const send = sink && createSendRecords({ sink: createMemoryRecordSink(sink, sinkGate), random, wait: () => begin() });
  const request: ReplayRequest = { stream, source, ...(random() < 0.2 && { limit: 1 + Math.floor(random() * 5) }) };
  const remainingMs = () => (calls < callsUntilTimeIsUp ? 900_000 : 10_000);
  const options = optionsOf(store, deployable[Math.floor(random() * deployable.length)]!, send);
  turns.start(
    reprocess(request, options, { remainingMs }).then(
      (report) => {
        finished = report;
      },
      // Listing failed: the function fails, and is called again.
      (error) => assert.ok(error instanceof Failure, error),
    ),
  );
  return { report: () => finished, killed: () => calls >= killAt - 1, failures: () => failures };
}

/** What Firehose may do with a call: accept some of it, turn it away, lose its answer, or not know the delivery stream. */
function fateOf(random: () => number): CallFate {
  const refusal = { code: 'ServiceUnavailableException', message: 'Slow down.' };
  const dice = random();
  if (dice < 0.5) return { take: () => true };
  if (dice < 0.75) return { take: () => random() < 0.6 };
  if (dice < 0.85) return { take: () => false, answer: { outcome: 'throttled', refusal } };
  const isAccepted = random() < 0.5;
  if (dice < 0.95) return { take: () => isAccepted, answer: { outcome: 'unknown', refusal } };
  return { take: () => false, answer: { outcome: 'refused', refusal } };
}
