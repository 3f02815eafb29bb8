import { strict as assert } from 'node:assert';
import { reprocess } from '../../../functions/dlq-reprocessor/reprocess.ts';
import { createRandom } from '../../../local/random.ts';
import { replayedKey } from '../../../shared/error-object-keys.ts';
import type { ReplayReport, ReplayRequest } from '../../../shared/error-object-replay.ts';
import { compare, fill, onceEach } from './chaos-records.ts';
import { inPeace, optionsOf, schemas, startWorker } from './chaos-worker.ts';
import { accountedFor, deliveryStreams, keysUnder } from './fixture.ts';
import { createMemoryBucket, createMemoryStore, etagOf, type MemoryBucket } from './memory-store.ts';
import { createTurns, type Turns } from './turns.ts';

/**
 * One seeded run. Workers replay errors and parked records at the same time, some with the schema of a bad deployment; calls
 * fail before or after their effect, workers are killed at any call, their time runs out. Then everything is replayed in
 * peace, and what lies in the bucket is compared with what was put there. Throws AssertionError.
 */
export async function chaosRun(seed: number) {
  const random = createRandom(seed);
  const stream = random() < 0.5 ? 'chat-by-time' : 'chat-by-livestream';
  const bucket = createMemoryBucket();
  const truth = fill(bucket, stream, random);
  const originals = new Map(bucket.objects);
  const seen = { killed: 0, failures: 0, stopped: 0, workers: 0, restored: 0, parked: 0, alreadyThere: 0 };
  const turns = createTurns(random);
  const calm = random() < 0.3;

  const reports: ReplayReport[] = [];
  for (let wave = 0; wave < 1 + Math.floor(random() * 3); wave += 1) {
    const workers = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      startWorker({ bucket, stream, random, turns, calm }),
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

  const replayAll = async (source: ReplayRequest['source'], streams: (typeof schemas)[number] = deliveryStreams) => {
    const report = await inPeace(bucket, { stream, source }, streams);
    assert.equal(report.complete, true);
    reports.push(report);
    return report;
  };
  // A run does not take up what it parks itself, even if another run had decided that, by its schema.
  const replayAllParked = async (streams: (typeof schemas)[number] | undefined) => {
    for (let run = 0; run < schemas.length; run += 1)
      if ((await replayAll('parked', streams)).objects.replayed === 0) return;
    assert.fail('parked records do not come to rest');
  };
  const deployed = schemas[Math.floor(random() * schemas.length)];
  await replayAll('errors', deployed);
  assert.deepEqual(keysUnder(bucket, 'errors/'), [], 'the error prefix is not empty');
  await replayAllParked(deployed);
  onceEach(bucket, truth);
  await replayAllParked(deliveryStreams);
  compare(bucket, truth);
  for (const [key, { body }] of originals)
    assert.deepEqual(bucket.objects.get(replayedKey(key, etagOf(body)))?.body, body, key);
  for (const report of reports) assert.equal(accountedFor(report), report.records, 'a report does not add up');
  if (calm) {
    const restored = reports.reduce((sum, report) => sum + report.restored, 0);
    assert.equal(
      restored,
      truth.filter(({ fate }) => fate === 'row').length,
      'the reports restored more or less than there is',
    );
  }

  await putBack(bucket, originals, stream, turns);
  for (const { restored, alreadyThere, unreadable, parked } of reports) {
    seen.restored += restored;
    seen.alreadyThere += alreadyThere;
    seen.parked += Object.values(parked).reduce((a, b) => a + b, unreadable);
  }
  return seen;
}

/** The error objects again, replayed by two runs at once: everything is already there, and nothing new is written. */
async function putBack(
  bucket: MemoryBucket,
  originals: MemoryBucket['objects'],
  stream: string,
  turns: Turns,
): Promise<void> {
  const before = new Map(bucket.objects);
  for (const [key, object] of originals) bucket.objects.set(key, object);
  bucket.changes.length = 0;
  const reports: ReplayReport[] = [];
  for (let twin = 0; twin < 2; twin += 1) {
    const gate = { before: () => turns.wait(), after: async () => {} };
    const store = createMemoryStore(bucket, { expanded: true, gate });
    turns.start(
      reprocess({ stream, source: 'errors' }, optionsOf(store, deliveryStreams), { remainingMs: () => 900_000 }).then(
        (report) => {
          reports.push(report);
        },
      ),
    );
  }
  await turns.play();
  assert.equal(reports.length, 2);
  for (const { records, alreadyThere } of reports) assert.equal(alreadyThere, records);
  assert.deepEqual(
    bucket.changes.filter(({ operation }) => operation !== 'delete'),
    [],
  );
  assert.deepEqual([...bucket.objects.keys()].sort(), [...before.keys()].sort());
}

/**
 * Kills a run at one call, before or after its effect, and replays in peace. Answers false once the run ended before it could be
 * killed. Throws AssertionError.
 */
export async function killedAt(call: number, moment: 'before' | 'after', stream: string): Promise<boolean> {
  const bucket = createMemoryBucket();
  const truth = fill(bucket, stream, createRandom(11));
  const turns = createTurns(() => 0);
  let calls = 0;
  let dead = false;
  const gate = {
    async before() {
      calls += 1;
      if (dead || (calls === call && moment === 'before')) dead = true;
      if (dead) await turns.never();
    },
    async after() {
      if (calls >= call) dead = true;
      if (dead) await turns.never();
    },
  };
  const store = createMemoryStore(bucket, { expanded: true, gate });
  const options = optionsOf(store, schemas[1]!);
  turns.start(reprocess({ stream, source: 'errors' }, options, { remainingMs: () => 900_000 }).then(() => {}));
  await turns.play();
  await inPeace(bucket, { stream, source: 'errors' }, deliveryStreams);
  await inPeace(bucket, { stream, source: 'parked' }, deliveryStreams);
  compare(bucket, truth);
  assert.deepEqual(keysUnder(bucket, 'errors/'), []);
  return dead;
}
