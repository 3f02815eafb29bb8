import { strict as assert } from 'node:assert';
import { reprocess } from '../../../functions/dlq-reprocessor/reprocess.ts';
import { createRandom } from '../../../local/random.ts';
import { replayedKey } from '../../../shared/error-object-keys.ts';
import type { ReplayReport, ReplayRequest } from '../../../shared/error-object-replay.ts';
import { compareLog, fillLog, logSchemas, sentIds, somewhereEach } from './chaos-log-records.ts';
import { inPeace, optionsOf, startWorker } from './chaos-worker.ts';
import { accountedFor, keysUnder, sendingTo } from './fixture.ts';
import { allStreams } from './log-fixture.ts';
import { createMemorySink, type MemorySink } from './memory-sink.ts';
import { createMemoryBucket, createMemoryStore, etagOf, type MemoryBucket } from './memory-store.ts';
import { createTurns, type Turns } from './turns.ts';

const logs = ['access-log', 'access-log-csv', 'access-log-replay'];

/**
 * One seeded run, as in `chaos.ts`, over a delivery stream whose records are sent to another one. That one accepts a part of a
 * call, turns it away, loses the answer, is not there. Then everything is replayed in peace: no record may be lost, each is
 * accepted or parked and not both; some are accepted twice, and the reports must have told of those. Throws AssertionError.
 */
export async function chaosLogRun(seed: number) {
  const random = createRandom(seed);
  const stream = logs[Math.floor(random() * logs.length)]!;
  const bucket = createMemoryBucket();
  const sink = createMemorySink();
  const truth = fillLog(bucket, stream, random);
  const originals = new Map(bucket.objects);
  const seen = { killed: 0, failures: 0, stopped: 0, workers: 0, accepted: 0, repeated: 0, parked: 0, alreadyThere: 0 };
  const turns = createTurns(random);
  const calm = random() < 0.3;

  const reports: ReplayReport[] = [];
  for (let wave = 0; wave < 1 + Math.floor(random() * 3); wave += 1) {
    const workers = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      startWorker({ bucket, stream, random, turns, calm, deployable: logSchemas, sink }),
    );
    seen.workers += workers.length;
    await turns.play();
    for (const { report, killed, failures } of workers) {
      seen.killed += Number(killed());
      seen.failures += failures();
      const finished = report();
      if (finished === undefined) continue;
      seen.stopped += Number(!finished.complete);
      reports.push(finished);
    }
  }

  const deployed = logSchemas[Math.floor(random() * logSchemas.length)]!;
  const replayAll = async (source: ReplayRequest['source'], streams: typeof deployed) => {
    const report = await inPeace(bucket, { stream, source }, streams, sendingTo(sink));
    assert.equal(report.complete, true);
    reports.push(report);
    return report;
  };
  const replayAllParked = async (streams: typeof deployed) => {
    for (let run = 0; run < logSchemas.length; run += 1)
      if ((await replayAll('parked', streams)).objects.replayed === 0) return;
    assert.fail('parked records do not come to rest');
  };
  await replayAll('errors', deployed);
  assert.deepEqual(keysUnder(bucket, 'errors/'), [], 'the error prefix is not empty');
  await replayAllParked(deployed);
  somewhereEach(bucket, sink, truth);
  await replayAllParked(allStreams);
  compareLog(bucket, sink, truth);
  for (const [key, { body }] of originals)
    assert.deepEqual(bucket.objects.get(replayedKey(key, etagOf(body)))?.body, body, key);
  for (const report of reports) assert.equal(accountedFor(report), report.records, 'a report does not add up');
  seen.accepted = sink.accepted.length;
  seen.repeated = sink.accepted.length - sentIds(sink).size;
  if (calm) toldOf(reports, seen);
  await putBackLog(bucket, originals, stream, turns, sink);
  for (const { alreadyThere, unreadable, parked } of reports) {
    seen.alreadyThere += alreadyThere;
    seen.parked += Object.values(parked).reduce((a, b) => a + b, unreadable);
  }
  return seen;
}

/** Where no run died, the reports know of every record that was accepted, and of each that may have been so before. */
function toldOf(
  reports: readonly ReplayReport[],
  { accepted, repeated }: { accepted: number; repeated: number },
): void {
  const sum = (pick: (report: ReplayReport) => number) => reports.reduce((total, report) => total + pick(report), 0);
  const restored = sum((report) => report.restored);
  const perhapsRepeated = sum((report) => report.perhapsRepeated ?? 0);
  assert.ok(restored >= accepted - repeated && restored <= accepted, `${restored} restored, ${accepted} accepted`);
  assert.ok(repeated <= perhapsRepeated, `${repeated} repeated, ${perhapsRepeated} told`);
}

/** The error objects again, replayed by two runs at once: everything is already there, and nothing is sent or written. */
async function putBackLog(
  bucket: MemoryBucket,
  originals: MemoryBucket['objects'],
  stream: string,
  turns: Turns,
  sink: MemorySink,
): Promise<void> {
  for (const [key, object] of originals) bucket.objects.set(key, object);
  bucket.changes.length = 0;
  const accepted = sink.accepted.length;
  const reports: ReplayReport[] = [];
  for (let pair = 0; pair < 2; pair += 1) {
    const gate = { before: () => turns.wait(), after: async () => {} };
    const store = createMemoryStore(bucket, { expanded: true, gate });
    const options = optionsOf(store, allStreams, sendingTo(sink));
    const run = reprocess({ stream, source: 'errors' }, options, { remainingMs: () => 900_000 });
    turns.start(
      run.then((report) => {
        reports.push(report);
      }),
    );
  }
  await turns.play();
  assert.equal(reports.length, 2);
  for (const { records, alreadyThere } of reports) assert.equal(alreadyThere, records);
  assert.equal(sink.accepted.length, accepted, 'what was done is sent again');
  assert.deepEqual(
    bucket.changes.filter(({ operation }) => operation !== 'delete'),
    [],
  );
}

/**
 * Kills a run at one call of S3 or Firehose, before or after its effect, and replays in peace. Answers false once the run ended
 * before it could be killed. Throws AssertionError.
 */
export async function logKilledAt(call: number, moment: 'before' | 'after', stream: string): Promise<boolean> {
  const bucket = createMemoryBucket();
  const sink = createMemorySink();
  const truth = fillLog(bucket, stream, createRandom(11));
  const turns = createTurns(() => 0);
  let calls = 0;
  let dead = false;
  const before = async () => {
    calls += 1;
    if (dead || (calls === call && moment === 'before')) dead = true;
    if (dead) await turns.never();
  };
  const after = async () => {
    if (calls >= call) dead = true;
    if (dead) await turns.never();
  };
  const store = createMemoryStore(bucket, { expanded: true, gate: { before, after } });
  const all = { take: () => true };
  const send = sendingTo(sink, { before: () => before().then(() => all), after });
  const options = optionsOf(store, logSchemas[1]!, send);
  turns.start(reprocess({ stream, source: 'errors' }, options, { remainingMs: () => 900_000 }).then(() => {}));
  await turns.play();
  for (const source of ['errors', 'parked'] as const)
    await inPeace(bucket, { stream, source }, allStreams, sendingTo(sink));
  compareLog(bucket, sink, truth);
  assert.deepEqual(keysUnder(bucket, 'errors/'), []);
  return dead;
}
