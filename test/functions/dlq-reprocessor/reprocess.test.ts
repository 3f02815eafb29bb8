import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { replayLimits } from '../../../functions/dlq-reprocessor/limits.ts';
import type { ObjectStore } from '../../../functions/dlq-reprocessor/object-store.ts';
import { originalKey } from '../../../shared/error-object-keys.ts';
import { writeParkedEntry } from '../../../shared/error-object-parked.ts';
import type { ReplayReport } from '../../../shared/error-object-replay.ts';
import { chatRow } from '../../support/change-records.ts';
import {
  accountedFor,
  arrivalMs,
  chatLine,
  createBench,
  errorKey,
  errorLine,
  keysUnder,
  parkedOf,
  putObject,
  rowsOf,
  ttlLine,
  withoutNotice,
} from './fixture.ts';

const stream = 'chat-by-time';
const ids = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();
const notice = (id: string) => chatLine({ id, type: 'NOTICE' });

describe('a replay of error objects', () => {
  it('writes what passes, parks what does not, moves the objects away, and its report adds up', async () => {
    const { bucket, run } = createBench();
    const mixed = errorKey(stream, 'mixed');
    putObject(
      bucket,
      mixed,
      [chatLine({ id: 'a' }), chatLine({ id: 'b', type: 'SHOUT' }), 'torn\n', ttlLine('c'), errorLine('x')].join(''),
    );
    putObject(bucket, errorKey(stream, 'good'), gzipSync(chatLine({ id: 'd' }).trim()));
    putObject(bucket, errorKey(stream, 'empty'), '');
    putObject(bucket, errorKey('chat-by-livestream', 'other'), chatLine({ id: 'e' }));

    const report = await run();
    expect(report).toEqual({
      stream,
      source: 'errors',
      dryRun: false,
      schema: expect.stringMatching(/^[0-9a-f]{16}$/),
      objects: { replayed: 3, stayed: 0, skipped: 0, refused: 0, failed: 0, gone: 0, remaining: 0 },
      records: 6,
      restored: 2,
      alreadyThere: 0,
      dropped: 1,
      parked: { SchemaViolation: 1, InvalidJson: 1 },
      unreadable: 1,
      remaining: 0,
      problems: [],
      complete: true,
    });
    expect(accountedFor(report)).toBe(6);
    expect(ids(rowsOf(bucket))).toEqual(['a', 'd']);
    expect(parkedOf(bucket)).toMatchObject([
      { object: mixed, line: 2, reason: 'SchemaViolation', path: 'MessageType' },
      { object: mixed, line: 3, reason: 'Unreadable', original: Buffer.from('torn') },
      { object: mixed, line: 5, reason: 'InvalidJson' },
    ]);
    expect(keysUnder(bucket, 'errors/')).toEqual([errorKey('chat-by-livestream', 'other')]);
    expect(keysUnder(bucket, 'replayed/')).toEqual(
      ['empty', 'good', 'mixed'].map((name) =>
        expect.stringMatching(`^replayed/${errorKey(stream, name)}\\.[0-9a-f]{16}$`),
      ),
    );
    for (const key of keysUnder(bucket, 'parked/'))
      expect(key).toMatch(/^parked\/chat-by-time\/processing-failed\/2026\/07\/13\/23\/[0-9a-f]{64}\.json\.gz$/);
  });

  it('writes the rows as gzip of the very lines that the transform makes, in the hour in which the record arrived', async () => {
    const { bucket, run } = createBench();
    putObject(
      bucket,
      errorKey(stream, 'x'),
      chatLine({ id: '7f1b6a52-3a5c-4a0e-8c1e-0d6d1a4a3f10' }) +
        chatLine({ id: 'late', arrivalTimestamp: arrivalMs + 3_600_000 }),
    );
    await run();
    const [first, second] = keysUnder(bucket, 'chat/');
    expect(first).toMatch(/^chat\/by-time\/2026\/07\/13\/23\/chat-by-time-replay-[0-9a-f]{64}\.json\.gz$/);
    expect(second).toMatch(/^chat\/by-time\/2026\/07\/14\/00\/chat-by-time-replay-[0-9a-f]{64}\.json\.gz$/);
    expect(bucket.objects.get(first!)!.body).toEqual(gzipSync(chatRow));
  });

  it('parts rows by partition key where the layout does', async () => {
    const { bucket, run } = createBench();
    putObject(
      bucket,
      errorKey('chat-by-livestream', 'x'),
      ['live-1', 'live-2', 'live-1'].map((livestream, id) => chatLine({ id: `${id}`, livestream })).join(''),
    );
    await run({ stream: 'chat-by-livestream' });
    expect(rowsOf(bucket).sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
      { id: '0', folder: 'chat/by-livestream/LivestreamID=live-1/' },
      { id: '1', folder: 'chat/by-livestream/LivestreamID=live-2/' },
      { id: '2', folder: 'chat/by-livestream/LivestreamID=live-1/' },
    ]);
  });

  it('takes back rows of records that failed after the transform', async () => {
    const { bucket, run } = createBench();
    const errorCode = 'DynamicPartitioning.ActivePartitionLimitExceeded';
    putObject(
      bucket,
      errorKey('chat-by-livestream', 'x', 'activePartitionExceeded'),
      errorLine(chatRow, { errorCode }),
    );
    expect(await run({ stream: 'chat-by-livestream' })).toMatchObject({ restored: 1, parked: {} });
  });

  it('derives its keys from the object, its ETag and the line range, whatever the time', async () => {
    const keys = async (body: string, name = 'x') => {
      const { bucket, run } = createBench();
      putObject(bucket, errorKey(stream, name), body);
      await run();
      return keysUnder(bucket, 'chat/');
    };
    const first = await keys(chatLine({ id: 'a' }));
    expect(await keys(chatLine({ id: 'a' }))).toEqual(first);
    expect(await keys(chatLine({ id: 'a' }), 'y')).not.toEqual(first);
    expect(await keys(chatLine({ id: 'b' }))).not.toEqual(first);
  });

  it('finds everything already there when the objects are put back', async () => {
    const { bucket, run } = createBench();
    const body = chatLine({ id: 'a' }) + chatLine({ id: 'b', type: 'SHOUT' }) + ttlLine('c');
    putObject(bucket, errorKey(stream, 'x'), body);
    await run();
    bucket.changes.length = 0;
    putObject(bucket, errorKey(stream, 'x'), body);
    expect(await run()).toMatchObject({
      records: 3,
      alreadyThere: 3,
      restored: 0,
      dropped: 0,
      parked: {},
      complete: true,
    });
    expect(bucket.changes).toEqual([{ operation: 'delete', key: errorKey(stream, 'x') }]);
  });

  it('keeps every object that comes under one key, for their records may not be the same', async () => {
    const { bucket, run } = createBench();
    const key = errorKey(stream, 'x');
    const bodies = [chatLine({ id: 'a' }), chatLine({ id: 'b' }), chatLine({ id: 'a' })];
    for (const body of bodies) {
      putObject(bucket, key, body);
      expect(await run()).toMatchObject({ objects: { replayed: 1 }, complete: true });
    }
    expect(ids(rowsOf(bucket))).toEqual(['a', 'b']);
    const kept = keysUnder(bucket, 'replayed/').map((replayed) => bucket.objects.get(replayed)!.body.toString());
    expect(kept.sort()).toEqual(bodies.slice(0, 2));
    expect(keysUnder(bucket, 'replayed/').map(originalKey)).toEqual([key, key]);
  });

  it('refuses an object that was put back under the name it has under replayed/', async () => {
    const { bucket, run } = createBench();
    putObject(bucket, errorKey(stream, 'x'), chatLine({ id: 'a' }));
    await run();
    const [replayed] = keysUnder(bucket, 'replayed/');
    putObject(bucket, replayed!.slice('replayed/'.length), chatLine({ id: 'a' }));
    const report = await run();
    expect(report).toMatchObject({ objects: { refused: 1 }, problems: [{ code: 'ReplayedName' }] });
    expect(ids(rowsOf(bucket))).toEqual(['a']);
  });

  it('cuts long objects into ranges and holds them together', async () => {
    const { bucket, run } = createBench({ limits: { ...replayLimits, rangeLinesMax: 100 } });
    putObject(
      bucket,
      errorKey(stream, 'x'),
      Array.from({ length: 1_050 }, (_, id) => chatLine({ id: `${id}` })).join(''),
    );
    expect(await run()).toMatchObject({ records: 1_050, restored: 1_050 });
    expect(keysUnder(bucket, 'chat/')).toHaveLength(11);
    expect(new Set(ids(rowsOf(bucket))).size).toBe(1_050);
  });
});

describe('what a request selects', () => {
  const at = (hour: string) => errorKey(stream, hour.slice(-2), 'processing-failed', hour);
  const filled = () => {
    const bench = createBench();
    for (const hour of ['2026/07/13/22', '2026/07/13/23', '2026/07/14/00'])
      putObject(bench.bucket, at(hour), chatLine({ id: hour }));
    putObject(bench.bucket, 'errors/chat-by-time/', '');
    putObject(bench.bucket, 'errors/chat-by-time/zone/elsewhere', chatLine({ id: 'no hour' }));
    return bench;
  };

  it.each([
    ['all', {}, ['2026/07/13/22', '2026/07/13/23', '2026/07/14/00', 'no hour']],
    // 14:00Z is 23:00 in Seoul.
    ['from an hour on', { from: '2026-07-13T14:59:59Z' }, ['2026/07/13/23', '2026/07/14/00']],
    ['up to an hour', { to: '2026-07-13T14:00:00Z' }, ['2026/07/13/22', '2026/07/13/23']],
    ['one hour', { from: '2026-07-13T14:30:00Z', to: '2026-07-13T14:30:00Z' }, ['2026/07/13/23']],
    ['after an object', { after: at('2026/07/13/22') }, ['2026/07/13/23', '2026/07/14/00', 'no hour']],
  ])('is %s', async (_what, request, expected) => {
    const { bucket, run } = filled();
    expect(await run(request)).toMatchObject({ restored: expected.length, complete: true });
    expect(ids(rowsOf(bucket))).toEqual(expected);
    expect(keysUnder(bucket, 'errors/').length).toBe(5 - expected.length);
  });

  it('is also what S3 dates later than now, for its clock is not ours', async () => {
    const { bucket, options, run } = createBench();
    putObject(bucket, errorKey(stream, '1'), chatLine({ id: 'a' }), options.now() + 60_000);
    expect(await run()).toMatchObject({ restored: 1, complete: true });
  });

  it('by error codes is objects that hold these and no other', async () => {
    const { bucket, run } = createBench();
    const timedOut = chatLine({ id: 'a', errorCode: 'Lambda.FunctionTimedOut' });
    const refused = chatLine({ id: 'b', errorCode: 'Lambda.ProcessingFailedStatus' });
    putObject(bucket, errorKey(stream, '1'), timedOut);
    putObject(bucket, errorKey(stream, '2'), timedOut + refused);
    putObject(bucket, errorKey(stream, '3'), refused);
    putObject(bucket, errorKey(stream, '4'), `${timedOut}torn\n`);
    const report = await run({ errorCodes: ['Lambda.FunctionTimedOut', 'Lambda.FunctionError'] });
    expect(report).toMatchObject({ records: 1, restored: 1, objects: { replayed: 1, skipped: 3 }, complete: true });
    expect(keysUnder(bucket, 'errors/')).toEqual(['2', '3', '4'].map((name) => errorKey(stream, name)));
  });

  it('can be no other delivery stream, and go on from no other place', async () => {
    const { run } = createBench();
    await expect(run({ stream: 'events' })).rejects.toThrow('"stream" is none of chat-by-livestream, chat-by-time.');
    for (const after of ['errors/chat-by-livestream/x', 'parked/chat-by-time/x', 'chat/by-time/x', '']) {
      await expect(run({ after })).rejects.toThrow('"after" must be a key under errors/chat-by-time/');
    }
  });
});

describe('a run that must end', () => {
  const three = () => {
    const bench = createBench({ limits: { ...replayLimits, rangeLinesMax: 2 } });
    for (const name of ['1', '2', '3']) {
      putObject(
        bench.bucket,
        errorKey(stream, name),
        [0, 1, 2, 3].map((line) => chatLine({ id: `${name}-${line}` })).join(''),
      );
    }
    return bench;
  };

  it('at its limit says where to go on, and the next one finds what is done', async () => {
    const { bucket, run } = three();
    const first = await run({ limit: 5 });
    expect(first).toMatchObject({
      records: 6,
      restored: 6,
      complete: false,
      stoppedBy: 'limit',
      after: errorKey(stream, '1'),
      objects: { replayed: 1, remaining: 2 },
    });
    const second = await run({ limit: 5, after: first.after });
    expect(second).toMatchObject({
      records: 8,
      restored: 6,
      alreadyThere: 2,
      complete: true,
      objects: { replayed: 2, remaining: 0 },
    });
    expect(ids(rowsOf(bucket))).toHaveLength(12);
  });

  it('before its time is up stops between ranges', async () => {
    const { bucket, run } = three();
    let checks = 0;
    const report = await run({}, () => (++checks > 4 ? 19_000 : 21_000));
    expect(report).toMatchObject({
      complete: false,
      stoppedBy: 'time',
      records: 4,
      restored: 4,
      objects: { replayed: 1, remaining: 2 },
    });
    expect(ids(rowsOf(bucket))).toHaveLength(4);
    expect(await run({}, () => 19_000)).toMatchObject({ complete: false, records: 0, objects: { remaining: 2 } });
    expect(await run({}, () => 19_000)).not.toHaveProperty('after');
    expect(await run({ after: errorKey(stream, '1') }, () => 19_000)).toMatchObject({ after: errorKey(stream, '1') });
    // Too late to count what remains.
    expect(await run({}, () => 1_000)).toMatchObject({ complete: false, objects: { remaining: 1 } });
  });

  it('never handles more than the environment allows', async () => {
    const { bucket, options } = three();
    options.recordsPerRunMax = 2;
    const { reprocess } = await import('../../../functions/dlq-reprocessor/reprocess.ts');
    const report = await reprocess({ stream, source: 'errors', limit: 1_000 }, options, { remainingMs: () => 1e6 });
    expect(report).toMatchObject({ restored: 2, stoppedBy: 'limit' });
    expect(ids(rowsOf(bucket))).toHaveLength(2);
  });
});

describe('an object that cannot be read', () => {
  const small = {
    ...replayLimits,
    compressedBytesMax: 20_000,
    expandedBytesMax: 100_000,
    lineBytesMax: 4_000,
    rangeBytesMax: 4_000,
  };
  const good = chatLine({ id: 'good' });

  it.each([
    ['CompressedTooLarge', good.repeat(100)],
    ['ExpandedTooLarge', gzipSync(`${good}${' \n'.repeat(100_000)}`)],
    ['BrokenGzip', gzipSync(good).subarray(0, -4)],
    ['LineTooLong', `${good}${'x'.repeat(5_000)}\n`],
  ])('for %s is left where it is, and harms no neighbour', async (code, body) => {
    const { bucket, run } = createBench({ limits: small });
    putObject(bucket, errorKey(stream, '1'), chatLine({ id: 'before' }));
    putObject(bucket, errorKey(stream, '2'), body);
    putObject(bucket, errorKey(stream, '3'), chatLine({ id: 'after' }));
    const report = await run();
    expect(report).toMatchObject({ objects: { replayed: 2, refused: 1 }, complete: true });
    expect(report.problems).toMatchObject([{ object: errorKey(stream, '2'), code }]);
    expect(report.problems[0]!.message).toMatch(/\d+ bytes|cannot be expanded/);
    expect(accountedFor(report)).toBe(report.records);
    expect(ids(rowsOf(bucket))).toEqual(expect.arrayContaining(['after', 'before']));
    expect(keysUnder(bucket, 'errors/')).toEqual([errorKey(stream, '2')]);
  });

  it('for one line has its other lines restored, and the line later, when the limit is raised', async () => {
    const { bucket, options, run } = createBench({ limits: small });
    const long = chatLine({ id: 'long' }).replace('{', `{"padding":"${'x'.repeat(5_000)}",`);
    putObject(bucket, errorKey(stream, '1'), `${good}${long}${chatLine({ id: 'next' })}`);
    expect(await run()).toMatchObject({
      records: 3,
      restored: 2,
      remaining: 1,
      problems: [{ line: 2, code: 'LineTooLong' }],
    });
    options.limits = { ...small, lineBytesMax: 10_000 };
    expect(await run()).toMatchObject({
      records: 3,
      restored: 1,
      alreadyThere: 2,
      remaining: 0,
      objects: { replayed: 1 },
    });
    expect(ids(rowsOf(bucket))).toEqual(['good', 'long', 'next']);
  });

  it('is refused if the limits no longer cut it where it was cut', async () => {
    const { bucket, options, run } = createBench({ limits: { ...replayLimits, rangeLinesMax: 1 } });
    putObject(bucket, errorKey(stream, '1'), good + chatLine({ id: 'next' }));
    await run({ limit: 1 });
    options.limits = { ...replayLimits, rangeLinesMax: 2 };
    const report = await run();
    expect(report).toMatchObject({ restored: 0, remaining: 2, objects: { failed: 1 } });
    expect(report.problems[0]!.message).toContain('is about 1 lines, not 2: it was cut by other limits.');
    expect(ids(rowsOf(bucket))).toEqual(['good']);
  });

  it('because S3 fails is reported, and after a few in a row the run gives up', async () => {
    const { bucket, store, options, run } = createBench();
    for (let name = 0; name < 8; name += 1) putObject(bucket, errorKey(stream, `${name}`), chatLine({ id: `${name}` }));
    options.store = {
      ...store,
      putIfAbsent: () =>
        Promise.reject(Object.assign(new Error('Please reduce your request rate.'), { name: 'SlowDown' })),
    };
    const report = await run();
    expect(report).toMatchObject({
      complete: false,
      stoppedBy: 'failures',
      objects: { failed: 5, remaining: 3 },
      records: 5,
      remaining: 5,
    });
    expect(report.problems[0]).toEqual({
      object: errorKey(stream, '0'),
      code: 'SlowDown',
      message: 'Please reduce your request rate.',
    });
    expect(keysUnder(bucket, 'errors/')).toHaveLength(8);
  });
});

describe('a paged replay in which S3 fails one object', () => {
  const five = () => {
    const bench = createBench();
    for (let name = 0; name < 5; name += 1) {
      putObject(bench.bucket, errorKey(stream, `${name}`), chatLine({ id: `${name}` }));
    }
    return bench;
  };
  const failing = (store: ObjectStore, fails: (key: string) => boolean): ObjectStore => ({
    ...store,
    read: (key, etag) => (fails(key) ? Promise.reject(new Error('Please try again.')) : store.read(key, etag)),
  });

  /** Goes on by `after` as long as that gets anywhere. */
  async function page(run: ReturnType<typeof five>['run'], limit: number) {
    const reports: ReplayReport[] = [];
    for (let after: string | undefined; reports.length < 20; after = reports.at(-1)!.after) {
      const report = await run({ limit, after });
      reports.push(report);
      if (report.complete || report.stoppedBy === 'failures') return reports;
    }
    throw new Error('The pages do not come to an end.');
  }

  it.each([0, 1, 2, 3, 4])('once, object %d: nothing is left behind, or the last report says so', async (failed) => {
    const { bucket, store, options, run } = five();
    let failures = 1;
    options.store = failing(store, (key) => key === errorKey(stream, `${failed}`) && failures-- > 0);
    const last = (await page(run, 2)).at(-1)!;
    expect(last.complete).toBe(keysUnder(bucket, 'errors/').length === 0);
    expect((await page(run, 2)).at(-1)).toMatchObject({ complete: true });
    expect(keysUnder(bucket, 'errors/')).toEqual([]);
    expect(ids(rowsOf(bucket))).toEqual(['0', '1', '2', '3', '4']);
  });

  it.each([0, 2, 4])('every time, object %d: the others are restored, and it is never complete', async (failed) => {
    const { bucket, store, options, run } = five();
    options.store = failing(store, (key) => key === errorKey(stream, `${failed}`));
    const reports = await page(run, 2);
    for (const { complete, after = '' } of reports) {
      expect(complete).toBe(false);
      expect(after < errorKey(stream, `${failed}`)).toBe(true);
    }
    expect(reports.at(-1)!.stoppedBy).toBe('failures');
    expect(keysUnder(bucket, 'errors/')).toEqual([errorKey(stream, `${failed}`)]);
    expect(ids(rowsOf(bucket))).toHaveLength(4);
  });

  it('says nothing of what was read where that is not what it should be', async () => {
    const { bucket, store, options, run } = five();
    options.store = {
      ...store,
      read: () => Promise.reject(new SyntaxError('Unexpected token s, "secret" is not JSON')),
    };
    expect(JSON.stringify(await run())).not.toContain('secret');
    options.store = store;
    await run();
    const [entry] = keysUnder(bucket, 'ledger/');
    for (const body of ['secret', gzipSync('secret'), gzipSync('{"state":"secret"}')]) {
      putObject(bucket, entry!, body);
      for (let name = 0; name < 5; name += 1)
        putObject(bucket, errorKey(stream, `${name}`), chatLine({ id: `${name}` }));
      const report = await run();
      expect(report).toMatchObject({ objects: { failed: 1 }, complete: false });
      expect(report.problems[0]!.message).toBe(
        `The ledger's ${entry} is no entry of a ledger: something else wrote it.`,
      );
      expect(JSON.stringify(report)).not.toContain('secret');
    }
  });
});

describe('a replay of parked records', () => {
  /** Two NOTICEs and a SHOUT, parked by a schema that has neither. */
  async function parked() {
    const bench = createBench({ deliveryStreams: withoutNotice });
    putObject(
      bench.bucket,
      errorKey(stream, 'x'),
      [notice('a'), chatLine({ id: 'b', type: 'SHOUT' }), notice('c'), 'torn\n'].join(''),
    );
    expect(await bench.run()).toMatchObject({ parked: { SchemaViolation: 3 }, unreadable: 1 });
    return bench;
  }

  it('restores what passes now and keeps the rest parked, counting each record once', async () => {
    const { bucket, options, run } = await parked();
    const [before] = keysUnder(bucket, 'parked/');
    options.deliveryStreams = createBench().options.deliveryStreams;
    const report = await run({ source: 'parked' });
    expect(report).toMatchObject({
      records: 4,
      restored: 2,
      parked: { SchemaViolation: 1 },
      unreadable: 1,
      objects: { replayed: 1, stayed: 0 },
    });
    expect(ids(rowsOf(bucket))).toEqual(['a', 'c']);
    expect(parkedOf(bucket)).toMatchObject([
      { object: errorKey(stream, 'x'), line: 2, reason: 'SchemaViolation' },
      { object: errorKey(stream, 'x'), line: 4, reason: 'Unreadable' },
    ]);
    expect(keysUnder(bucket, 'parked/')).not.toContain(before);
    expect(keysUnder(bucket, `replayed/${before}`)).toHaveLength(1);
  });

  it('leaves an object alone of which nothing passes, however often it is asked', async () => {
    const { bucket, run } = await parked();
    bucket.changes.length = 0;
    for (let time = 0; time < 3; time += 1) {
      expect(await run({ source: 'parked' })).toMatchObject({
        records: 4,
        parked: { SchemaViolation: 3 },
        unreadable: 1,
        objects: { stayed: 1, replayed: 0 },
      });
    }
    expect(bucket.changes).toEqual([]);
  });

  it('is selected by hour and error code like error objects', async () => {
    const { options, run } = await parked();
    options.deliveryStreams = createBench().options.deliveryStreams;
    expect(await run({ source: 'parked', to: '2026-07-13T13:00:00Z' })).toMatchObject({ records: 0 });
    expect(await run({ source: 'parked', errorCodes: ['Lambda.FunctionError'] })).toMatchObject({
      objects: { skipped: 1 },
    });
    expect(await run({ source: 'parked', from: '2026-07-13T14:00:00Z' })).toMatchObject({ restored: 2 });
  });

  it('does not read what nobody parked as something else', async () => {
    const { bucket, run } = createBench();
    const original = Buffer.from(chatLine({ id: 'a' }).trim());
    const entry = writeParkedEntry({ object: 'errors/chat-by-time/x', line: 1, reason: 'SchemaViolation', original });
    putObject(bucket, 'parked/chat-by-time/by-hand', `${entry}{"reason":"none"}\n`);
    expect(await run({ source: 'parked' })).toMatchObject({ restored: 1, unreadable: 1 });
  });
});

describe('a dry run', () => {
  it('explains each record and writes nothing', async () => {
    const { bucket, run } = createBench();
    const change = { id: 'x', type: 'SHOUT' };
    putObject(
      bucket,
      errorKey(stream, '1'),
      [chatLine({ id: 'a' }), chatLine(change), ttlLine('b'), errorLine('x'), 'torn\n', '{"rawData":""}\n'].join(''),
    );
    const report = await run({ dryRun: true });
    expect(report).toMatchObject({
      dryRun: true,
      records: 6,
      restored: 1,
      dropped: 1,
      parked: { SchemaViolation: 1, InvalidJson: 1 },
      unreadable: 2,
      objects: { replayed: 1 },
      complete: true,
    });
    const where = (line: number) => ({ object: errorKey(stream, '1'), line });
    const about = (line: number) => ({
      ...where(line),
      errorCode: 'Lambda.FunctionError',
      arrivalTimestamp: arrivalMs,
    });
    expect(report.explanations).toEqual([
      { ...about(1), result: 'Ok' },
      {
        ...about(2),
        result: 'Parked',
        reason: 'SchemaViolation',
        path: 'MessageType',
        expected: { S: { type: 'string', enum: ['CHAT', 'NOTICE', 'SYSTEM'] } },
        found: 'S of 5 characters',
      },
      { ...about(3), result: 'Dropped' },
      { ...about(4), result: 'Parked', reason: 'InvalidJson' },
      { ...where(5), result: 'Parked', reason: 'Unreadable' },
      { ...where(6), result: 'Parked', reason: 'Unreadable', path: 'arrivalTimestamp' },
    ]);
    expect(JSON.stringify(report)).not.toContain('SHOUT');
    expect(bucket.changes).toEqual([]);
  });

  it('of parked records writes nothing either', async () => {
    const { bucket, options, run } = createBench({ deliveryStreams: withoutNotice });
    putObject(bucket, errorKey(stream, 'x'), notice('a'));
    const { schema } = await run();
    bucket.changes.length = 0;
    const bad = await run({ source: 'parked', dryRun: true });
    expect(bad).toMatchObject({ records: 1, parked: { SchemaViolation: 1 }, schema });
    options.deliveryStreams = createBench().options.deliveryStreams;
    const mended = await run({ source: 'parked', dryRun: true });
    expect(mended).toMatchObject({ records: 1, restored: 1 });
    expect(mended.schema).not.toBe(schema);
    expect(bucket.changes).toEqual([]);
  });
});
