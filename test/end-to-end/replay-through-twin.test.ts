import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FirehoseClient, PutRecordBatchCommand } from '@aws-sdk/client-firehose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Deployed } from '../../cli/deployed/connect.ts';
import { transformingStreamsOf } from '../../cli/deployed/delivery-streams.ts';
import { firstRecords } from '../../cli/errors/records.ts';
import { replayStream } from '../../cli/errors/replay-stream.ts';
import { replayText } from '../../cli/errors/replay-text.ts';
import { summarise } from '../../cli/errors/summarise.ts';
import { openLakeOn } from '../../cli/lake-of.ts';
import { createProgress } from '../../cli/output.ts';
import { waitUntilSettled } from '../../cli/proof/settled.ts';
import { deliveriesOf, deliveryTable } from '../../cli/status/delivery.ts';
import { follow } from '../../cli/tail/follow.ts';
import { claimDataDirectory } from '../../local/data-directory.ts';
import { type LocalStack, startStack } from '../../local/stack.ts';
import { packaged } from '../support/packaged.ts';

const scratch = mkdtempSync(join(tmpdir(), 'tributary-twin-'));
const data = join(scratch, 'data');
const quiet = createProgress(true);
const name = (stream: string) => ({ name: `tributary-dev-${stream}` });
const templateFile = 'cloudformation-template-update-stack.json';

let stack: LocalStack;
let deployed: Deployed;
let close = () => {};

async function start(packageDirectory: string): Promise<void> {
  const onEvent = () => {};
  stack = await startStack({ packageDirectory, data: claimDataDirectory(data), port: 0, accelerate: 300, onEvent });
  const settings = {
    endpoint: stack.url,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  ({ deployed, close } = connect('dev', { name: stack.url, settings }));
}

async function stop(): Promise<void> {
  close();
  await stack.stop();
}

/** The package with a column of the Glue table narrowed: a deployment whose table cannot hold what the rows say. */
function narrowed(directory: string): string {
  const copy = join(scratch, 'narrowed');
  cpSync(directory, copy, { recursive: true });
  const template = JSON.parse(readFileSync(join(copy, templateFile), 'utf8'));
  const { Columns } = template.Resources.AccessLogGlueTable.Properties.TableInput.StorageDescriptor;
  const bytes = Columns.find((column: { Name: string }) => column.Name === 'bytes');
  expect(bytes.Type).toBe('bigint');
  bytes.Type = 'int';
  writeFileSync(join(copy, templateFile), JSON.stringify(template));
  return copy;
}

const line = (path: string, bytes: number) =>
  `11.20.1.1 - - [21/Nov/2026:03:00:00 +0000] "GET ${path} HTTP/1.1" 200 ${bytes} "-" "curl/8"`;
/** More bytes than 32 bits can count. */
const huge = 5_000_000_000;
let settledLines = 0;

async function put(lines: string[]): Promise<void> {
  const client = deployed.client(FirehoseClient);
  const Records = lines.map((text) => ({ Data: Buffer.from(text) }));
  const { FailedPutCount } = await client.send(
    new PutRecordBatchCommand({ DeliveryStreamName: name('access-log').name, Records }),
  );
  expect(FailedPutCount).toBe(0);
  settledLines += lines.length;
  await waitUntilSettled(stack, [name('access-log')], settledLines, quiet);
}

const replay = (stream: string) => replayStream(deployed, stream, 'errors', { dryRun: false }, quiet);

async function pathsInLake(): Promise<string[]> {
  const lake = await openLakeOn(stack.resources, join(data, 's3'), stack.clock.now);
  const { rows } = await lake.query('SELECT path, bytes FROM access_log ORDER BY 1');
  await lake.close();
  return rows.map(([path, bytes]) => `${path} ${bytes}`);
}

const errorTypes = async () =>
  (await summarise(deployed, undefined, 'errors', {}, quiet)).groups.map(
    ({ stream, type, code, reason, records }) => `${stream} ${type} ${code} ${reason} ${records}`,
  );

let good: string;

beforeAll(async () => {
  good = (await packaged('dev', { accessLog: 'true' })).directory;
  await start(narrowed(good));
});
afterAll(async () => {
  await stop();
  rmSync(scratch, { recursive: true, force: true });
});

describe('rows that the Glue table cannot hold', () => {
  it('fail in the conversion, and the commands read and explain them', async () => {
    await put([line('/a', huge), line('/b', 1), line('/c', huge), 'no line']);
    expect(await pathsInLake()).toEqual(['/b 1']);
    expect(await errorTypes()).toEqual([
      expect.stringMatching(/^access-log format-conversion-failed DataFormatConversion\.\w+ passes now 2$/),
      'access-log processing-failed Lambda.ProcessingFailedStatus NotAnAccessLog 1',
    ]);
    const shown = await firstRecords(deployed, 'access-log', { parked: false, content: true, limit: 10 });
    expect(shown.filter(({ result }) => result === 'Ok').map(({ content }) => JSON.parse(content!).Path)).toEqual([
      '/a',
      '/c',
    ]);
    expect(shown.find(({ result }) => result === 'Parked')).toMatchObject({ path: 'Time', position: 3 });
  });

  it('fail again behind the twin while the table is as it is, under a prefix of its own', async () => {
    const total = await replay('access-log');
    expect(total).toMatchObject({ records: 3, restored: 2, parked: { NotAnAccessLog: 1 }, complete: true });
    expect(replayText(total)).toContain('accepted by tributary-dev-access-log-replay');
    await waitUntilSettled(stack, [name('access-log-replay')], 2, quiet);
    expect(await pathsInLake()).toEqual(['/b 1']);
    expect(await errorTypes()).toEqual([
      expect.stringMatching(/^access-log-replay format-conversion-failed \S+ passes now 2$/),
    ]);
    await put([line('/d', huge)]);
  });

  it('come back through the twin once the table can hold them', async () => {
    await stop();
    await start(good);
    settledLines = 0;
    expect(await replay('access-log')).toMatchObject({ restored: 1, perhapsRepeated: 0, complete: true });
    expect(await replay('access-log-replay')).toMatchObject({ restored: 2, perhapsRepeated: 0, complete: true });
    await waitUntilSettled(stack, [name('access-log-replay')], 3, quiet);
    expect(await pathsInLake()).toEqual([`/a ${huge}`, '/b 1', `/c ${huge}`, `/d ${huge}`]);
    expect(await errorTypes()).toEqual([]);
  });

  it('are not sent again by another replay', async () => {
    expect(await replay('access-log')).toMatchObject({ records: 0, restored: 0 });
    expect(await replay('access-log-replay')).toMatchObject({ records: 0, restored: 0 });
  });
});

describe('the operator’s commands, where there are logs', () => {
  it('count what is put on a delivery stream, and what its twin brings back', async () => {
    await put([line('/e', 1), 'no line', line('/f', 1).replace('11.20.1.1', '10.0.0.1')]);
    const deliveries = await deliveriesOf(deployed, await transformingStreamsOf(deployed), 24);
    const of = (stream: string) => deliveries.find((delivery) => delivery.stream === stream);
    expect(deliveries.map(({ stream }) => stream).sort()).toEqual([
      'access-log',
      'access-log-csv',
      'access-log-csv-replay',
      'access-log-replay',
      'chat-by-livestream',
      'chat-by-time',
    ]);
    expect(of('access-log')).toMatchObject({ dropped: 1, failed: 1 });
    expect(of('access-log')).not.toHaveProperty('millisBehind');
    expect(deliveryTable(deliveries)).toMatch(/access-log-replay +ACTIVE/);
  });

  it('say that Parquet cannot be followed line by line', async () => {
    const followed = { layout: 'access-log', content: false };
    const lines = follow(deployed, followed, new AbortController().signal, () => {});
    await expect(lines.next()).rejects.toThrow('The objects of access-log are Parquet, not lines.');
  });
});
