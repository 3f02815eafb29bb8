import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createAnswer, type ScheduledReport } from '../../../functions/dlq-reprocessor/answer.ts';
import { decodeEntry } from '../../../functions/dlq-reprocessor/ledger.ts';
import { stopBeforeMs } from '../../../functions/dlq-reprocessor/limits.ts';
import { createSendRecords } from '../../../functions/dlq-reprocessor/send-records.ts';
import { accountedFor, createBench, errorKey, keysUnder, parkedOf, putObject } from './fixture.ts';
import {
  allStreams,
  csvRow,
  failedLine,
  logLine,
  sentRecord,
  transformedRow,
  twin,
  unconvertedLine,
} from './log-fixture.ts';
import { createMemoryRecordSink, createMemorySink, pathsOf, type SinkGate } from './memory-sink.ts';

const stream = 'access-log';
const good = (path: string) => failedLine(logLine({ path }));
const paths = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `/${from + index}`);

/** A bench whose delivery stream does with each call what the gate says, for as long as there is time. */
function bench(gate?: SinkGate, milliseconds = 900_000) {
  const sink = createMemorySink();
  let spentMs = 0;
  const send = createSendRecords({
    sink: createMemoryRecordSink(sink, gate),
    random: () => 0.5,
    wait: async (ms) => {
      spentMs += ms;
    },
  });
  const { bucket, run, options } = createBench({ deliveryStreams: allStreams, send });
  return {
    bucket,
    sink,
    options,
    run: (request: Parameters<typeof run>[0] = {}) => run({ stream, ...request }, () => milliseconds - spentMs),
  };
}

const refusing = (code: string): SinkGate => ({
  before: async () => ({
    take: () => false,
    answer: { outcome: 'refused', refusal: { code, message: 'Firehose tributary-dev-access-log-replay not found.' } },
  }),
  after: async () => {},
});

describe('a replay of a log', () => {
  it('sends what passes to the twin, parks what does not, leaves out what the rule says, and its report adds up', async () => {
    const { bucket, sink, run } = bench();
    const mixed = errorKey(stream, 'mixed');
    putObject(
      bucket,
      mixed,
      [
        good('/a'),
        failedLine('no line at all'),
        failedLine(logLine({ path: '/private', client: '10.0.0.1' })),
        'torn\n',
        failedLine(logLine({ path: '/host', client: 'host.example' })),
      ].join(''),
    );
    const unconverted = errorKey(stream, 'rows', 'format-conversion-failed');
    putObject(bucket, unconverted, unconvertedLine(transformedRow({ path: '/b' })) + good('/c'));

    const report = await run();
    expect(report).toMatchObject({
      stream,
      schema: expect.stringMatching(/^[0-9a-f]{16}$/),
      sentTo: twin,
      perhapsRepeated: 0,
      objects: { replayed: 2, failed: 0, remaining: 0 },
      records: 7,
      restored: 3,
      dropped: 1,
      parked: { NotAnAccessLog: 1, SchemaViolation: 1 },
      unreadable: 1,
      remaining: 0,
      complete: true,
    });
    expect(accountedFor(report)).toBe(7);
    expect(sink.accepted.map(({ deliveryStream }) => deliveryStream)).toEqual([twin, twin, twin]);
    expect(sink.accepted.map(({ text }) => text).sort()).toEqual(
      ['/a', '/b', '/c'].map((path) => sentRecord({ path })),
    );
    expect(parkedOf(bucket)).toMatchObject([
      { object: mixed, line: 2, reason: 'NotAnAccessLog', path: 'Time' },
      { object: mixed, line: 4, reason: 'Unreadable' },
      { object: mixed, line: 5, reason: 'SchemaViolation', path: 'ClientIP' },
    ]);
    expect(keysUnder(bucket, 'errors/')).toEqual([]);
    expect(keysUnder(bucket, 'access-log/')).toEqual([]);
    expect(keysUnder(bucket, 'replayed/')).toHaveLength(2);
  });

  it('sends rows of CSV as JSON to the twin of their delivery stream', async () => {
    const { bucket, sink, run } = bench();
    putObject(bucket, errorKey('access-log-csv', 'x'), failedLine(csvRow({ path: '/a' })));
    expect(await run({ stream: 'access-log-csv' })).toMatchObject({
      restored: 1,
      sentTo: `${twin.replace('-log', '-log-csv')}`,
    });
    expect(sink.accepted).toEqual([
      { deliveryStream: 'tributary-dev-access-log-csv-replay', text: sentRecord({ path: '/a' }) },
    ]);
  });

  it('sends nothing in a dry run', async () => {
    const { bucket, sink, run } = bench();
    putObject(bucket, errorKey(stream, 'x'), good('/a') + failedLine('no line'));
    expect(await run({ dryRun: true })).toMatchObject({ restored: 1, parked: { NotAnAccessLog: 1 } });
    expect(sink.accepted).toEqual([]);
    expect(bucket.changes).toEqual([]);
  });

  it('does not send again what is done: not in a second run, and not when the object is put back', async () => {
    const { bucket, sink, run } = bench();
    const key = errorKey(stream, 'x');
    const body = paths(0, 1_200).map(good).join('');
    putObject(bucket, key, body);
    await run();
    putObject(bucket, key, body);
    expect(await run()).toMatchObject({ records: 1_200, restored: 0, alreadyThere: 1_200, perhapsRepeated: 0 });
    expect(pathsOf(sink)).toEqual(paths(0, 1_200));
    expect(sink.calls).toEqual([500, 500, 200]);
  });

  it('keeps the object of records that are not accepted in time, and sends only those the next time', async () => {
    let isBusy = true;
    const gate: SinkGate = {
      before: async () => ({ take: (index) => !isBusy || index % 2 === 0 }),
      after: async () => {
        if (sink.calls.length > 2) isBusy = false;
      },
    };
    const { bucket, sink, run, options } = bench(gate, stopBeforeMs + 40);
    const key = errorKey(stream, 'x');
    putObject(bucket, key, paths(0, 8).map(good).join('') + failedLine('no line'));
    putObject(bucket, errorKey(stream, 'y'), good('/later'));
    const first = await run();
    expect(first).toMatchObject({
      restored: 4,
      parked: { NotAnAccessLog: 1 },
      remaining: 4,
      objects: { replayed: 0, remaining: 2 },
      stoppedBy: 'time',
      complete: false,
      problems: [{ object: key, code: 'ServiceUnavailableException', message: expect.stringContaining('4 records') }],
    });
    expect(accountedFor(first)).toBe(first.records);
    expect(keysUnder(bucket, 'errors/')).toHaveLength(2);
    expect(pathsOf(sink)).toEqual(['/0', '/2', '/4', '/6']);
    const [entry, left] = keysUnder(bucket, 'ledger/access-log/').map((key) => bucket.objects.get(key)!.body);
    expect(decodeEntry(entry!)).toMatchObject({ state: 'open', writes: [{ records: 8 }, { kind: 'parked' }] });
    expect(gunzipSync(left!).toString().trim().split('\n')).toHaveLength(4);

    isBusy = false;
    const second = await createBench({ ...options }).run({ stream });
    expect(second).toMatchObject({ records: 10, restored: 5, alreadyThere: 5, perhapsRepeated: 4, complete: true });
    expect(accountedFor(second)).toBe(10);
    expect(pathsOf(sink).sort()).toEqual([...paths(0, 8), '/later'].sort());
    expect(keysUnder(bucket, 'errors/')).toEqual([]);
  });

  it.each(['ResourceNotFoundException', 'AccessDeniedException'])(
    'stops at once where the twin answers %s, says so, and keeps every object',
    async (code) => {
      const { bucket, sink, run } = bench(refusing(code));
      for (const name of ['1', '2', '3']) putObject(bucket, errorKey(stream, name), good(`/${name}`));
      const report = await run();
      expect(report).toMatchObject({
        restored: 0,
        remaining: 1,
        objects: { replayed: 0, remaining: 3 },
        stoppedBy: 'failures',
        complete: false,
        problems: [{ object: errorKey(stream, '1'), code }],
      });
      expect(report.problems[0]!.message).toBe(
        `The delivery stream ${twin} cannot be written to. See that it is there and that this function may write to it, then run it again. ` +
          'Firehose says: Firehose tributary-dev-access-log-replay not found.',
      );
      expect(accountedFor(report)).toBe(report.records);
      expect(keysUnder(bucket, 'errors/')).toHaveLength(3);
      expect(sink.calls).toHaveLength(1);
    },
  );

  it('gives up on a twin that accepts nothing, and says so', async () => {
    const { bucket, run } = bench({ before: async () => ({ take: () => false }), after: async () => {} });
    putObject(bucket, errorKey(stream, '1'), good('/a'));
    const report = await run();
    expect(report).toMatchObject({ restored: 0, remaining: 1, stoppedBy: 'failures', objects: { remaining: 1 } });
    expect(report.problems[0]!.message).toMatch(/did not accept 1 records, however often they were sent/);
  });

  it('counts records as perhaps repeated that a run sent which died before it could say so', async () => {
    const { bucket, sink, options, run } = bench();
    putObject(bucket, errorKey(stream, 'x'), good('/a') + good('/b'));
    const { put } = options.store;
    options.store.put = () => Promise.reject(new Error('dead'));
    expect(await run()).toMatchObject({ restored: 2, objects: { failed: 1 }, stoppedBy: 'failures' });
    options.store.put = put;
    expect(await run()).toMatchObject({ restored: 2, perhapsRepeated: 2, complete: true });
    expect(pathsOf(sink)).toEqual(['/a', '/b', '/a', '/b']);
  });

  it('stays with what was decided first, also where the judgement has changed', async () => {
    const { bucket, sink, options, run } = bench(refusing('ResourceNotFoundException'));
    putObject(bucket, errorKey(stream, 'x'), good('/a'));
    await run();
    const judge = () => ({ result: 'ProcessingFailed', reason: 'NotAnAccessLog' }) as const;
    const strict = new Map([[stream, { ...allStreams.get(stream)!, judge }]]);
    const mended = bench();
    const report = await createBench({ ...options, deliveryStreams: strict, send: mended.options.send }).run({
      stream,
    });
    expect(report).toMatchObject({ restored: 1, parked: {} });
    expect(pathsOf(mended.sink)).toEqual(['/a']);
    expect(pathsOf(sink)).toEqual([]);
  });

  it('brings parked records back once they pass', async () => {
    const { bucket, sink, options, run } = bench();
    putObject(bucket, errorKey(stream, 'x'), good('/a') + good('/b'));
    const judge = () => ({ result: 'ProcessingFailed', reason: 'SchemaViolation', path: 'Path' }) as const;
    const strict = new Map([[stream, { ...allStreams.get(stream)!, judge }]]);
    await createBench({ ...options, deliveryStreams: strict }).run({ stream });
    expect(parkedOf(bucket)).toHaveLength(2);
    expect(await run({ source: 'parked' })).toMatchObject({ restored: 2, objects: { replayed: 1 } });
    expect(pathsOf(sink)).toEqual(['/a', '/b']);
    expect(keysUnder(bucket, 'parked/')).toEqual([]);
  });
});

describe('the error prefix of the twin', () => {
  const failedTwice = () => {
    const made = bench();
    const key = errorKey('access-log-replay', 'x', 'format-conversion-failed');
    putObject(
      made.bucket,
      key,
      unconvertedLine(transformedRow({ path: '/a' })) + failedLine(sentRecord({ path: '/b' })),
    );
    return made;
  };

  it('is replayed by hand through the same twin', async () => {
    const { bucket, sink, run } = failedTwice();
    expect(await run({ stream: 'access-log-replay' })).toMatchObject({ restored: 2, sentTo: twin, complete: true });
    expect(sink.accepted).toEqual(['/a', '/b'].map((path) => ({ deliveryStream: twin, text: sentRecord({ path }) })));
    expect(keysUnder(bucket, 'errors/')).toEqual([]);
  });

  it('is left alone by a replay of the delivery stream, and by the schedule', async () => {
    const { bucket, sink, run, options } = failedTwice();
    putObject(bucket, errorKey(stream, 'x'), good('/c'));
    await run();
    putObject(bucket, errorKey(stream, 'y'), good('/d'));
    const answer = createAnswer({ ...options, replayEnabled: true });
    const { runs } = (await answer({ schedule: 'transient-errors' }, () => 900_000)) as ScheduledReport;
    expect(runs.map((report) => report.stream)).toEqual([
      'chat-by-livestream',
      'chat-by-time',
      'access-log',
      'access-log-csv',
    ]);
    expect(pathsOf(sink)).toEqual(['/c', '/d']);
    expect(keysUnder(bucket, 'errors/')).toHaveLength(1);
  });
});
