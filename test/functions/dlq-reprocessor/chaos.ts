import { strict as assert } from 'node:assert';
import type { ReplayRequest } from '../../../functions/dlq-reprocessor/event.ts';
import type { Report } from '../../../functions/dlq-reprocessor/report.ts';
import { type ReprocessOptions, reprocess } from '../../../functions/dlq-reprocessor/reprocess.ts';
import { createRandom } from '../../../local/random.ts';
import {
  accountedFor,
  chatLine,
  deliveryStreams,
  errorKey,
  errorLine,
  hourOf,
  keysUnder,
  parkedOf,
  putObject,
  rowsOf,
  ttlLine,
  withoutNotice,
  withoutNoticeAndChat,
} from './fixture.ts';
import { createMemoryBucket, createMemoryStore, type MemoryBucket } from './memory-store.ts';
import { createTurns, type Turns } from './turns.ts';

const schemas: readonly ReprocessOptions['deliveryStreams'][] = [deliveryStreams, withoutNotice, withoutNoticeAndChat];
const startMs = Date.UTC(2026, 6, 13, 14);
const limits = {
  compressedBytesMax: 1e6,
  expandedBytesMax: 1e6,
  lineBytesMax: 4_000,
  rangeLinesMax: 3,
  rangeBytesMax: 4_000,
};

/** A failed record of the run, and what is to become of it under the schema that is mended. */
interface Truth {
  id: string;
  fate: 'row' | 'parked' | 'dropped';
  /** Folder of its row. */
  folder: string;
}

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

  const reports: Report[] = [];
  for (let wave = 0; wave < 1 + Math.floor(random() * 3); wave += 1) {
    const workers = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      worker({ bucket, stream, random, turns, calm }),
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

  const replayAll = async (
    source: ReplayRequest['source'],
    streams: ReprocessOptions['deliveryStreams'] = deliveryStreams,
  ) => {
    const report = await inPeace(bucket, { stream, source }, streams);
    assert.equal(report.complete, true);
    reports.push(report);
    return report;
  };
  // A run does not take up what it parks itself, even if another run had decided that, by its schema.
  const replayAllParked = async (streams: ReprocessOptions['deliveryStreams'] | undefined) => {
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
  for (const [key, { body }] of originals) assert.deepEqual(bucket.objects.get(`replayed/${key}`)?.body, body, key);
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

function fill(bucket: MemoryBucket, stream: string, random: () => number): Truth[] {
  const truth: Truth[] = [];
  const objects = 1 + Math.floor(random() * 3);
  for (let object = 0; object < objects; object += 1) {
    let body = '';
    const lines = Math.floor(random() * 9);
    for (let line = 0; line < lines; line += 1) {
      const id = `${object}-${line}`;
      const livestream = random() < 0.5 ? 'live-1' : 'live-2';
      const arrivalTimestamp = startMs + Math.floor(random() * 3) * 3_600_000;
      const folder =
        stream === 'chat-by-time'
          ? `chat/by-time/${hourOf(arrivalTimestamp)}/`
          : `chat/by-livestream/LivestreamID=${livestream}/`;
      const dice = random();
      const add = (fate: Truth['fate'], text: string) => {
        truth.push({ id, fate, folder });
        body += text;
      };
      if (dice < 0.3) add('row', chatLine({ id, livestream, arrivalTimestamp }));
      else if (dice < 0.6) add('row', chatLine({ id, livestream, arrivalTimestamp, type: 'NOTICE' }));
      else if (dice < 0.75) add('parked', chatLine({ id, type: 'SHOUT', arrivalTimestamp }));
      else if (dice < 0.85) add('parked', `unreadable ${id}\n`);
      else if (dice < 0.92) add('parked', errorLine(`no JSON ${id}`));
      else add('dropped', ttlLine(id));
    }
    putObject(bucket, errorKey(stream, `object-${object}`), body);
  }
  return truth;
}

interface WorkerOptions {
  bucket: MemoryBucket;
  stream: string;
  random: () => number;
  turns: Turns;
  /** No kill, and no failure after the effect, so that the reports can be added up. */
  calm: boolean;
}

class Failure extends Error {
  override name = 'InternalError';
}

function worker({ bucket, stream, random, turns, calm }: WorkerOptions) {
  const source = random() < 0.7 ? 'errors' : 'parked';
  const failing = random() < 0.5 ? random() * 0.1 : 0;
  const killAt = !calm && random() < 0.4 ? Math.floor(random() * 40) : Number.POSITIVE_INFINITY;
  const callsUntilTimeIsUp = random() < 0.3 ? Math.floor(random() * 30) : Number.POSITIVE_INFINITY;
  let calls = 0;
  let failures = 0;
  let finished: Report | undefined;

  const failNow = () => {
    if (random() >= failing) return;
    failures += 1;
    throw new Failure('We encountered an internal error. Please try again.');
  };
  const store = createMemoryStore(bucket, {
    expanded: true,
    pageKeys: 2,
    gate: {
      async before() {
        await turns.wait();
        calls += 1;
        assert.ok(calls < 2_000, 'a worker does not come to an end');
        if (calls >= killAt) await turns.never();
        failNow();
      },
      async after() {
        if (calls >= killAt - 1 && random() < 0.5) await turns.never();
        if (!calm) failNow();
      },
    },
  });
  const request: ReplayRequest = { stream, source, ...(random() < 0.2 && { limit: 1 + Math.floor(random() * 5) }) };
  const remainingMs = () => (calls < callsUntilTimeIsUp ? 900_000 : 10_000);
  const options = optionsOf(store, schemas[Math.floor(random() * schemas.length)]!);
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

const optionsOf = (
  store: ReprocessOptions['store'],
  streams: ReprocessOptions['deliveryStreams'],
): ReprocessOptions => ({
  deliveryStreams: streams,
  hourOf,
  store,
  limits,
  recordsPerRunMax: 1_000,
  now: () => startMs,
});

const inPeace = (
  bucket: MemoryBucket,
  request: ReplayRequest,
  streams: ReprocessOptions['deliveryStreams'],
): Promise<Report> =>
  reprocess(request, optionsOf(createMemoryStore(bucket, { expanded: true }), streams), { remainingMs: () => 900_000 });

/** Whatever the schemas said: a record is in the lake or parked, not in both, and nowhere twice. */
function onceEach(bucket: MemoryBucket, truth: readonly Truth[]): void {
  const found = [...rowsOf(bucket).map(({ id }) => id), ...parkedIds(bucket)];
  const wanted = truth.filter(({ fate }) => fate !== 'dropped').map(({ id }) => id);
  assert.deepEqual(found.sort(), wanted.sort(), 'rows and parked records');
}

const parkedIds = (bucket: MemoryBucket): string[] =>
  parkedOf(bucket).map(({ object, line }) => `${/object-(\d+)$/.exec(object)?.[1]}-${line - 1}`);

function compare(bucket: MemoryBucket, truth: readonly Truth[]): void {
  const sorted = (list: string[]) => [...list].sort();
  const expectedRows = truth.filter(({ fate }) => fate === 'row').map(({ id, folder }) => `${folder} ${id}`);
  assert.deepEqual(sorted(rowsOf(bucket).map(({ id, folder }) => `${folder} ${id}`)), sorted(expectedRows), 'rows');
  const expectedParked = truth.filter(({ fate }) => fate === 'parked').map(({ id }) => id);
  assert.deepEqual(sorted(parkedIds(bucket)), sorted(expectedParked), 'parked records');
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
  const reports: Report[] = [];
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
