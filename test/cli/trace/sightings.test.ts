import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { explainFailure } from '../../../cli/trace/explain-failure.ts';
import { failuresOf, parkedOf, rowsOf, type Sighting } from '../../../cli/trace/sightings.ts';
import { traceText } from '../../../cli/trace/text.ts';
import type { Trace } from '../../../cli/trace/trace.ts';
import { writeParkedEntry } from '../../../shared/error-object-parked.ts';
import type { ReplayRequest } from '../../../shared/error-object-replay.ts';
import { report } from '../errors/reports.ts';

const key = { partition: 'live-1', sort: '16402761150980001' };
const row = (id: string, uid: string) =>
  `{"LivestreamID":"${id}","UID":${uid},"EventID":"e-1","EventName":"INSERT","EventTime":"2026-07-13T14:00:00.000000Z"}\n`;
const change = (uid: string) =>
  JSON.stringify({
    eventID: 'e-2',
    eventName: 'MODIFY',
    dynamodb: {
      ApproximateCreationDateTime: 1783951200098,
      Keys: { LivestreamID: { S: 'live-1' }, UID: { N: uid } },
    },
  });
const errorLine = (data: string) =>
  JSON.stringify({
    rawData: Buffer.from(data).toString('base64'),
    errorCode: 'Lambda.ProcessingFailedStatus',
    arrivalTimestamp: 1783951200098,
  });

async function* body(...chunks: (string | Buffer)[]) {
  for (const chunk of chunks) yield Buffer.from(chunk);
}

async function all(found: AsyncGenerator<Sighting>): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  for await (const sighting of found) sightings.push(sighting);
  return sightings;
}

describe('a message in the bucket', () => {
  it('is found among the rows of others, by line, also where their numbers begin alike', async () => {
    const rows = [row('live-1', `${key.sort}0`), row('live-2', key.sort), row('live-1', key.sort)].join('');
    const found = await all(rowsOf(key, false)(body(gzipSync(rows)), 'chat/by-time/x.json.gz'));
    expect(found).toMatchObject([{ kind: 'row', line: 3, eventId: 'e-1', eventName: 'INSERT' }]);
    expect(found[0]).not.toHaveProperty('replayed');
    expect(found[0]).not.toHaveProperty('content');
  });

  it('is known for one that a replay brought back', async () => {
    const object = `chat/by-time/2026/07/13/14/chat-by-time-replay-${'a'.repeat(64)}.json.gz`;
    const found = await all(rowsOf(key, true)(body(row('live-1', key.sort)), object));
    expect(found).toMatchObject([{ replayed: true, content: row('live-1', key.sort).trimEnd() }]);
  });

  it('is found among failed records, whether what failed is a change record or a row', async () => {
    const lines = [change('5'), change(key.sort), row('live-1', key.sort).trimEnd(), 'no JSON'].map(errorLine);
    const found = await all(failuresOf(key, false)(body(`${lines.join('\n')}\ngarbage\n`), 'errors/chat-by-time/x'));
    expect(found).toMatchObject([
      { kind: 'failed', line: 2, eventId: 'e-2', errorCode: 'Lambda.ProcessingFailedStatus' },
      { kind: 'failed', line: 3, eventId: 'e-1' },
    ]);
  });

  it('is found among parked records, with the reason', async () => {
    const entry = writeParkedEntry({
      object: 'errors/chat-by-time/x',
      line: 9,
      reason: 'SchemaViolation',
      path: 'Message',
      original: Buffer.from(errorLine(change(key.sort))),
    });
    const found = await all(parkedOf(key, false)(body(gzipSync(entry)), 'parked/chat-by-time/x.json.gz'));
    expect(found).toMatchObject([{ kind: 'parked', line: 1, reason: 'SchemaViolation', field: 'Message' }]);
  });
});

describe('the reason of a failure', () => {
  const failure: Sighting = { kind: 'failed', object: 'errors/chat-by-time/x/o-1', line: 3, keys: {} };

  it('comes from the deployed reprocessor, asked for this object alone and in a dry run', async () => {
    const requests: ReplayRequest[] = [];
    const explained = await explainFailure(
      async (request) => {
        requests.push(request);
        const place = { object: failure.object, errorCode: 'c' };
        return report({
          explanations: [
            { ...place, line: 2, result: 'Ok' },
            {
              ...place,
              line: 3,
              result: 'Parked',
              reason: 'SchemaViolation',
              path: 'MessageType',
              found: 'S of 6 characters',
              expected: { S: { enum: ['CHAT'] } },
            },
          ],
        });
      },
      'chat-by-time',
      failure,
    );
    expect(requests).toEqual([
      { stream: 'chat-by-time', source: 'errors', dryRun: true, after: 'errors/chat-by-time/x/o-', limit: 3 },
    ]);
    expect(explained).toMatchObject({
      reason: 'SchemaViolation',
      field: 'MessageType',
      found: 'S of 6 characters',
      expected: 'S, one of CHAT',
    });
  });

  it('is left open where a dry run does not reach the line', async () => {
    const reprocess = async () => report();
    expect(await explainFailure(reprocess, 'chat-by-time', failure)).toEqual(failure);
    const far = { ...failure, line: 2001 };
    expect(await explainFailure(() => Promise.reject(new Error('not to be asked')), 'chat-by-time', far)).toEqual(far);
  });
});

describe('a trace for people', () => {
  const trace = (changes: Partial<Trace> = {}): Trace => ({
    key,
    table: { table: 'chat-messages', isThere: true },
    stream: { stream: 'changes', changes: [], isWhole: true },
    layouts: [{ stream: 'chat-by-time', bucket: 'lake', sightings: [], objectsRead: 2, isWhole: true }],
    ...changes,
  });
  const inStream = {
    keys: {},
    eventId: 'e-1',
    eventName: 'INSERT',
    eventTime: '2026-07-13T14:00:00.000000Z',
    shardId: 'shard-1',
    arrivedMs: 0,
  };

  it('says of every change what became of it in each layout', () => {
    const failed: Sighting = {
      kind: 'failed',
      object: 'errors/o',
      line: 7,
      keys: {},
      eventId: 'e-1',
      errorCode: 'Lambda.ProcessingFailedStatus',
      reason: 'SchemaViolation',
      field: 'MessageType',
      found: 'S of 6 characters',
      expected: 'S, one of CHAT',
    };
    const layout = { stream: 'chat-by-time', bucket: 'lake', sightings: [failed], objectsRead: 1, isWhole: false };
    const text = traceText(
      trace({ stream: { stream: 'changes', changes: [inStream], isWhole: true }, layouts: [layout] }),
    );
    expect(text).toBe(`LivestreamID live-1, UID 16402761150980001

table chat-messages: the item is there
stream changes: 1 change of it
  2026-07-13T14:00:00.000000Z  INSERT  e-1  shard-1

chat-by-time, s3://lake
  2026-07-13T14:00:00.000000Z  INSERT  e-1
    failed (Lambda.ProcessingFailedStatus): errors/o, line 7
      because of SchemaViolation at MessageType
      found S of 6 characters; expected S, one of CHAT
      to bring it back: tributary errors replay chat-by-time
  (1 object read; there are more: narrow the time with --from and --to)`);
  });

  it('says what is on its way, and what is left out by rule', () => {
    const text = traceText(
      trace({
        stream: {
          stream: 'changes',
          changes: [inStream, { ...inStream, eventId: 'e-2', eventName: 'REMOVE', removedByTtl: true }],
          isWhole: false,
        },
      }),
    );
    expect(text).toContain('not in S3: on its way, or outside of what was read');
    expect(text).toContain('left out by rule: a removal by TTL');
    expect(text).toContain('the stream holds too much');
  });

  it('says so when nothing is known', () => {
    expect(traceText(trace({ table: { table: 'chat-messages', isThere: false } }))).toContain('Nothing is known');
    expect(traceText(trace())).not.toContain('Nothing is known');
  });
});
