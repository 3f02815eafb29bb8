import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { BatchWriteItemCommand, DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Deployed } from '../../cli/deployed/connect.ts';
import { deliveryStreamsOf } from '../../cli/deployed/delivery-streams.ts';
import { firstRecords } from '../../cli/errors/records.ts';
import { isFinished } from '../../cli/errors/replay.ts';
import { replayStream } from '../../cli/errors/replay-stream.ts';
import { summarise } from '../../cli/errors/summarise.ts';
import { createProgress } from '../../cli/output.ts';
import { alarmsOf } from '../../cli/status/alarms.ts';
import { deliveriesOf } from '../../cli/status/delivery.ts';
import { type Followed, follow } from '../../cli/tail/follow.ts';
import type { TailLine } from '../../cli/tail/line.ts';
import { traceMessage } from '../../cli/trace/trace.ts';
import { chatMessage, type Item } from '../../cli/workload/messages.ts';
import { createRandom } from '../../local/random.ts';
import { type StackUnderTest, settled, startStackUnderTest } from '../support/local-stack.ts';

/** Tests of one stack build on each other's writes: each waits for the sum so far. */
let under: StackUnderTest;
let deployed: Deployed;
let close = () => {};
let written = 0;

const streams = ['chat-by-livestream', 'chat-by-time'];
const quiet = createProgress(true);
const random = createRandom(70);
const items = Array.from({ length: 20 }, (_, serial) => chatMessage('live-1', serial, random));
/** Refused by the schema, and thereby by both delivery streams. */
const refused: Item = { ...chatMessage('live-1', 20, random), MessageType: { S: 'SHOUT' } };
const keyOf = ({ LivestreamID, UID }: Item) => ({ partition: LivestreamID!.S!, sort: UID!.N! });

beforeAll(async () => {
  under = await startStackUnderTest({ accelerate: 300 });
  ({ deployed, close } = connect('dev', { name: under.stack.url, settings: under.client }));
});
afterAll(async () => {
  close();
  await under?.discard();
});

async function write(send: (client: DynamoDBClient) => Promise<unknown>, changes: number): Promise<void> {
  const client = new DynamoDBClient(under.client);
  await send(client);
  client.destroy();
  written += changes;
  await settled(under.stack, written);
}

/** The first lines of a tail, which is ended after them. What is to be seen is written once it is ready. */
async function tailOf(followed: Followed, count: number, onReady: () => Promise<void>): Promise<TailLine[]> {
  const controller = new AbortController();
  const lines: TailLine[] = [];
  let writing = Promise.resolve();
  for await (const line of follow(deployed, followed, controller.signal, () => (writing = onReady()))) {
    lines.push(line);
    if (lines.length === count) controller.abort();
  }
  await writing;
  return lines;
}

const put = (puts: Item[]) =>
  write(
    (client) =>
      client.send(
        new BatchWriteItemCommand({
          RequestItems: { 'tributary-dev-chat-messages': puts.map((Item) => ({ PutRequest: { Item } })) },
        }),
      ),
    puts.length,
  );

describe('the operator’s commands on a running stack, through AWS’s protocols alone', () => {
  it('find the delivery streams as Firehose describes them', async () => {
    expect(await deliveryStreamsOf(deployed)).toMatchObject([
      {
        shortName: 'chat-by-livestream',
        layout: 'keys',
        dataPrefix: 'chat/by-livestream/',
        sourceStream: 'tributary-dev-changes',
      },
      {
        shortName: 'chat-by-time',
        layout: 'hour',
        dataPrefix: 'chat/by-time/',
        transform: 'tributary-dev-firehose-transform-by-time',
      },
    ]);
  });

  it('tell the stack’s time, which an accelerated clock has ahead of the wall', () => {
    expect(deployed.now()).toBeGreaterThan(Date.now() + 5_000);
    expect(Math.abs(deployed.now() - under.stack.clock.now())).toBeLessThan(5 * 60_000);
  });

  it('tail follows changes as they arrive, and ends when told to', async () => {
    const lines = await tailOf({ content: false }, 20, () => put(items));
    expect(lines.map(({ eventName, keys }) => `${eventName} ${keys.UID}`).sort()).toEqual(
      items.map(({ UID }) => `INSERT ${UID!.N}`).sort(),
    );
    expect(JSON.stringify(lines)).not.toContain(items[0]!.Message!.S);
  });

  it.each(streams)('tail --layout %s follows rows as they arrive in S3', async (layout) => {
    const livestream = `live-${layout}`;
    const fresh = Array.from({ length: 5 }, (_, serial) => chatMessage(livestream, serial, random));
    const lines = await tailOf({ layout, livestream, content: true }, 5, () => put(fresh));
    expect(lines.map(({ keys }) => keys.UID).sort()).toEqual(fresh.map(({ UID }) => UID!.N).sort());
    expect(lines[0]?.content).toContain('"EventName":"INSERT"');
  });

  it('trace names the object and line of a row in each layout', async () => {
    const trace = await traceMessage(deployed, keyOf(items[3]!), { content: true }, quiet);
    expect(trace.table.isThere).toBe(true);
    expect(trace.stream.changes).toMatchObject([{ eventName: 'INSERT' }]);
    for (const { sightings, bucket } of trace.layouts) {
      expect(sightings).toMatchObject([{ kind: 'row', eventId: trace.stream.changes[0]!.eventId }]);
      const [{ object, line, content } = { object: '', line: 0 }] = sightings;
      const rows = await under.stack.s3.buckets.getObject(bucket, object);
      expect(gunzipSync(rows.body).toString().split('\n')[line - 1]).toBe(content);
    }
  });

  it('trace follows a message that is gone from the table', async () => {
    const { LivestreamID, UID } = items[4]!;
    const Key = { LivestreamID: LivestreamID!, UID: UID! };
    await write((client) => client.send(new DeleteItemCommand({ TableName: 'tributary-dev-chat-messages', Key })), 1);
    const trace = await traceMessage(deployed, keyOf(items[4]!), { content: false }, quiet);
    expect(trace.table.isThere).toBe(false);
    for (const { sightings } of trace.layouts) {
      expect(sightings.map(({ kind, eventName }) => [kind, eventName])).toEqual([
        ['row', 'INSERT'],
        ['row', 'REMOVE'],
      ]);
    }
  });

  it('errors summary counts what failed, and names reason and field', async () => {
    await put([refused]);
    const { groups, problems } = await summarise(deployed, undefined, 'errors', {}, quiet);
    expect(problems).toEqual([]);
    expect(groups).toMatchObject(
      streams.map((stream) => ({
        stream,
        type: 'processing-failed',
        code: 'Lambda.ProcessingFailedStatus',
        reason: 'SchemaViolation',
        field: 'MessageType',
        expected: 'S, one of CHAT, NOTICE, SYSTEM',
        records: 1,
      })),
    );
  });

  it('errors show explains it, with its content only when asked to', async () => {
    const wanted = { parked: false, content: false, limit: 10 };
    const [hidden] = await firstRecords(deployed, 'chat-by-time', wanted);
    expect(hidden).toMatchObject({
      path: 'MessageType',
      found: 'S of 5 characters',
      reason: 'SchemaViolation',
      line: 1,
    });
    expect(JSON.stringify(hidden)).not.toContain('SHOUT');
    const [shown] = await firstRecords(deployed, 'chat-by-time', { ...wanted, content: true });
    expect(JSON.parse(shown!.content!).dynamodb.NewImage.MessageType).toEqual({ S: 'SHOUT' });
  });

  it('trace names the failure and its reason', async () => {
    const { layouts } = await traceMessage(deployed, keyOf(refused), { content: false }, quiet);
    for (const { sightings } of layouts) {
      expect(sightings).toMatchObject([
        { kind: 'failed', reason: 'SchemaViolation', field: 'MessageType', found: 'S of 5 characters' },
      ]);
    }
  });

  it('status adds up, and the alarms are those of the template', async () => {
    const deliveries = await deliveriesOf(deployed, await deliveryStreamsOf(deployed), 24);
    expect(deliveries).toMatchObject(
      streams.map((stream) => ({
        stream,
        status: 'ACTIVE',
        read: written,
        delivered: written - 1,
        failed: 1,
        dropped: 0,
        buffered: 0,
      })),
    );
    const alarms = await alarmsOf(deployed);
    expect(alarms.map(({ name }) => name).sort()).toEqual(
      under.stack.cloudwatch
        .alarms()
        .map(({ alarmName }) => alarmName)
        .sort(),
    );
    expect(alarms.every(({ severity }) => severity === 'page' || severity === 'ticket')).toBe(true);
  });

  it('errors replay --dry-run changes nothing', async () => {
    const total = await replayStream(deployed, 'chat-by-time', 'errors', { dryRun: true }, quiet);
    expect(total).toMatchObject({ dryRun: true, records: 1, parked: { SchemaViolation: 1 } });
    const again = await replayStream(deployed, 'chat-by-time', 'errors', { dryRun: true }, quiet);
    expect(again.records).toBe(1);
  });

  it('errors replay parks what would fail again; parked records are listed, traced, and stay when replayed', async () => {
    const total = await replayStream(deployed, 'chat-by-time', 'errors', { dryRun: false }, quiet);
    expect(total).toMatchObject({ records: 1, restored: 0, parked: { SchemaViolation: 1 } });
    expect(isFinished(total)).toBe(true);
    expect((await summarise(deployed, 'chat-by-time', 'errors', {}, quiet)).groups).toEqual([]);
    const parked = await summarise(deployed, 'chat-by-time', 'parked', {}, quiet);
    expect(parked.groups).toMatchObject([{ reason: 'SchemaViolation', field: 'MessageType', records: 1 }]);
    const wanted = { parked: true, content: true, limit: 10 };
    expect((await firstRecords(deployed, 'chat-by-time', wanted))[0]?.content).toContain('SHOUT');
    const { layouts } = await traceMessage(deployed, keyOf(refused), { content: false }, quiet);
    expect(layouts[1]?.sightings).toMatchObject([{ kind: 'parked', reason: 'SchemaViolation', field: 'MessageType' }]);
    const again = await replayStream(deployed, 'chat-by-time', 'parked', { dryRun: false }, quiet);
    expect(again).toMatchObject({ records: 1, parked: { SchemaViolation: 1 }, objects: { stayed: 1 } });
    expect(isFinished(again)).toBe(true);
  });
});

describe('the commands themselves', () => {
  const tributary = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const command = [join(import.meta.dirname, '../../cli/tributary.ts'), ...args];
      const { AWS_ENDPOINT_URL: _endpoint, ...env } = process.env;
      execFile(process.execPath, command, { env }, (error, stdout, stderr) =>
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
      );
    });
  const there = () => ['--endpoint', under.stack.url];

  it.each([
    [['status', '--json']],
    [['alarms', '--json']],
    [['errors', 'summary', '--json']],
    [['errors', 'show', '--json']],
    [['errors', 'replay', 'chat-by-livestream', '--dry-run', '--json']],
    [['errors', 'parked', '--json']],
    [['trace', 'live-1', items[3]!.UID!.N!, '--json']],
  ])('%j prints one line of JSON and nothing else', async (command) => {
    const { code, stdout, stderr } = await tributary(...command, ...there());
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    JSON.parse(stdout);
  });

  it('tail ends well at Ctrl-C', async () => {
    const command = [join(import.meta.dirname, '../../cli/tributary.ts'), 'tail', ...there()];
    const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [told] = await once(child.stderr, 'data');
    expect(String(told)).toContain('Following changes in the stream tributary-dev-changes. Ctrl-C ends it.');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([0, null]);
  });

  it('trace ends with 1 when nothing is known of the message', async () => {
    const { code, stdout } = await tributary('trace', 'live-1', '404', ...there());
    expect(code).toBe(1);
    expect(stdout).toContain('Nothing is known of this message');
  });

  it.each<[string, string[], string]>([
    [
      'a delivery stream that is not there',
      ['errors', 'replay', 'chat-by-moon'],
      'It has: chat-by-livestream, chat-by-time.',
    ],
    ['a stage that is not there', ['status', '--stage', 'prod'], 'There are no delivery streams of stage prod at'],
    ['parked records of no stream', ['errors', 'parked', '--replay'], 'Name the delivery stream'],
    ['a dry run of a list', ['errors', 'parked', '--dry-run'], 'belong to --replay'],
    [
      'hours in the wrong order',
      ['errors', 'summary', '--from', '2026-07-13T14Z', '--to', '2026-07-13T13Z'],
      '--to is before --from',
    ],
  ])('%s is refused in words', async (_name, command, message) => {
    const { code, stdout, stderr } = await tributary(...command, ...there());
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    [['errors', 'show', '--from', 'yesterday'], 'such as 2026-07-13T14Z'],
    [['trace', 'live-1', 'abc'], 'It must be a whole number'],
    [['errors', 'summary', '--endpoint', 'http://127.0.0.1:1'], 'Nothing answers at http://127.0.0.1:1'],
    [['alarms', '--aws', '--endpoint', 'http://127.0.0.1:1'], 'exclude each other'],
  ])('%j is refused in words', async (command, message) => {
    const { code, stderr } = await tributary(...command);
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it.each([
    [['status']],
    [['alarms']],
    [['tail']],
    [['trace']],
    [['errors']],
    [['errors', 'summary']],
    [['errors', 'show']],
    [['errors', 'replay']],
    [['errors', 'parked']],
  ])('%j --help explains itself', async (command) => {
    const { code, stdout } = await tributary(...command, '--help');
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: tributary ${command.join(' ')}`);
  });
});
