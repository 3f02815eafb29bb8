import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'yaml';
import { createSystemClock } from '../../local/clock.ts';
import { createS3 } from '../../local/s3/service.ts';
import type { Buckets } from '../../local/s3/types.ts';
import { createRouter } from '../../local/wire/router.ts';
import { createServer } from '../../local/wire/server.ts';
import type { ReplayReport } from '../../shared/error-object-replay.ts';
import { chatChange, chatImage } from '../support/change-records.ts';
import type { Answer, Question } from './dlq-reprocessor.child.ts';

/**
 * Replays many failed records through the function's handler, the AWS SDK and the local S3, in a process of its own whose
 * memory is watched; then what must be refused. Exits 1 if a row is missing or repeated, or memory passes its limit.
 *
 *     node test/soak/dlq-reprocessor.soak.ts [--records 1000000] [--objects 200] [--json]
 */
const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '1000000' },
    objects: { type: 'string', default: '200' },
    json: { type: 'boolean', default: false },
  },
});
const records = Number(values.records);
const objects = Number(values.objects);
const residentMbMax = 300;
/** As the function is deployed. */
const functionFile = join(import.meta.dirname, '../../functions/dlq-reprocessor/function.yml');
const declared = parse(readFileSync(functionFile, 'utf8'))['dlq-reprocessor'] as {
  environment: { NODE_OPTIONS: string };
};

const bucket = 'lake';
const stream = 'chat-by-livestream';
const arrivalMs = Date.UTC(2026, 6, 13, 14);
const failures: string[] = [];
const say = (text: string) => (values.json ? undefined : console.log(text));
const check = (what: string, holds: boolean) => {
  say(`${holds ? 'ok  ' : 'FAIL'} ${what}`);
  if (!holds) failures.push(what);
};

const directory = mkdtempSync(join(tmpdir(), 'tributary-soak-'));
const s3 = createS3({ directory: join(directory, 's3'), clock: createSystemClock(), region: 'us-east-1' });
const server = createServer({ route: createRouter({ targets: {}, s3: s3.handle }) });
const { port } = await server.listen(0);

try {
  await s3.createBucket(bucket);
  await fill(s3.buckets);
  const replayed = await replayAll();
  check(`every record is a row, once: ${records}`, (await countRows(s3.buckets)) === records);
  check('the error prefix is empty', (await s3.buckets.listObjects(bucket, 'errors/')).length === 0);
  check(`resident memory stays under ${residentMbMax} MB: ${replayed.residentMb}`, replayed.residentMb < residentMbMax);
  const refusals = await replayWhatMustBeRefused();
  check(
    `resident memory stays under it with what is refused: ${refusals.residentMb}`,
    refusals.residentMb < residentMbMax,
  );
  say(
    `${records} records in ${objects} objects: ${replayed.seconds.toFixed(1)} s, ${replayed.recordsPerSecond} records/s`,
  );
  if (values.json)
    console.log(JSON.stringify({ records, objects, ...replayed, refusals: refusals.residentMb, failures }));
} finally {
  await server.close();
  await s3.close();
  rmSync(directory, { recursive: true, force: true });
}
process.exitCode = failures.length > 0 ? 1 : 0;

/** Error objects, every other one gzip. Each record is another message, of one of ten livestreams. */
async function fill(buckets: Buckets): Promise<void> {
  for (let object = 0; object < objects; object += 1) {
    const from = Math.floor((records * object) / objects);
    const to = Math.floor((records * (object + 1)) / objects);
    const lines = Array.from({ length: to - from }, (_, index) => errorLine(from + index));
    const body = Buffer.from(lines.join(''));
    await buckets.putObject(
      bucket,
      errorKey(String(object).padStart(6, '0')),
      object % 2 === 0 ? body : gzipSync(body, { level: 1 }),
    );
  }
}

function errorLine(serial: number): string {
  const NewImage = chatImage({ LivestreamID: { S: `live-${serial % 10}` }, UID: { N: String(1e15 + serial) } });
  const rawData = Buffer.from(
    JSON.stringify(chatChange({ envelope: { eventID: `event-${serial}` }, dynamodb: { NewImage } })),
  ).toString('base64');
  return `${JSON.stringify({
    rawData,
    errorCode: 'Lambda.FunctionError',
    errorMessage: 'The Lambda function was successfully invoked but it returned an error result.',
    attemptsMade: 4,
    arrivalTimestamp: arrivalMs + serial,
    attemptEndingTimestamp: arrivalMs + serial + 60_000,
    lambdaARN: 'arn:aws:lambda:us-east-1:000000000000:function:tributary-dev-firehose-transform:$LATEST',
  })}\n`;
}

function errorKey(name: string): string {
  return `errors/${stream}/processing-failed/2026/07/13/14/tributary-dev-${stream}-1-2026-07-13-14-00-00-${name}`;
}

async function replayAll() {
  const child = startChild();
  const startedAt = performance.now();
  let restored = 0;
  let report: ReplayReport | undefined;
  do {
    report = await child.replay({ stream, source: 'errors', ...(report?.after && { after: report.after }) });
    restored += report.restored;
  } while (!report.complete);
  const seconds = (performance.now() - startedAt) / 1000;
  check(`the reports restored all: ${restored}`, restored === records);
  const residentMb = await child.stop();
  return { seconds, recordsPerSecond: Math.round(records / seconds), residentMb };
}

/** A gzip bomb, a line of 100 MB, a foreign bucket, a key outside the prefix; and a neighbour of each that must not suffer. */
async function replayWhatMustBeRefused() {
  const put = (name: string, body: Buffer) => s3.buckets.putObject(bucket, errorKey(name), body);
  const line = Buffer.from(errorLine(records));
  const megabyte = gzipSync(Buffer.alloc(1024 * 1024, '\n'));
  await put('1-bomb', Buffer.concat([gzipSync(line), ...Array.from({ length: 600 }, () => megabyte)]));
  await put('2-good', Buffer.from(errorLine(records + 1)));
  await put(
    '3-long',
    Buffer.concat([
      Buffer.from(errorLine(records + 2)),
      Buffer.alloc(100 * 1024 * 1024, 'x'),
      Buffer.from(`\n${errorLine(records + 3)}`),
    ]),
  );
  await put('4-good', Buffer.from(errorLine(records + 4)));
  const child = startChild();
  const report = await child.replay({ stream, source: 'errors' });
  const problems = report.problems.map(({ object, line: at, code }) => `${object.slice(-6)} ${at ?? ''} ${code}`);
  check(
    `the bomb and the long line are refused, and named: ${problems}`,
    problems.join() === '1-bomb  ExpandedTooLarge,3-long 2 LineTooLong',
  );
  check(
    'their neighbours are restored',
    report.objects.replayed === 2 && report.objects.refused === 2 && report.restored >= 4,
  );
  const outside = await child.refusal({ stream, source: 'errors', after: 'errors/another/object' });
  check(`a key outside the prefix is refused: ${outside}`, outside.includes(`must be a key under errors/${stream}/`));
  const residentMb = await child.stop();
  const foreign = startChild({ LAKE_BUCKET_OWNER: '999999999999' });
  const refused = await foreign.refusal({ stream, source: 'errors' });
  check(`a foreign bucket is refused: ${refused}`, refused.includes("is not account 999999999999's"));
  await foreign.stop();
  return { residentMb };
}

function startChild(environment: Record<string, string> = {}) {
  const child = fork(join(import.meta.dirname, 'dlq-reprocessor.child.ts'), {
    env: {
      PATH: process.env.PATH,
      NODE_OPTIONS: declared.environment.NODE_OPTIONS,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      POWERTOOLS_SERVICE_NAME: 'dlq-reprocessor',
      POWERTOOLS_METRICS_NAMESPACE: 'Tributary/soak',
      LAKE_BUCKET: bucket,
      LAKE_BUCKET_OWNER: '000000000000',
      DELIVERY_STREAMS: JSON.stringify([
        {
          name: stream,
          dataset: 'chat-message',
          prefix: 'chat/by-livestream/',
          layout: { by: 'keys', keys: ['LivestreamID'] },
        },
      ]),
      TIME_ZONE: 'UTC',
      REPLAY_ENABLED: 'true',
      RECORDS_PER_RUN_MAX: '250000',
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ask = (question: Question) =>
    new Promise<Answer>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The function's process ended with ${code}.`)));
      child.once('message', (answer: Answer) => {
        child.removeAllListeners('exit');
        resolve(answer);
      });
      child.send(question);
    });
  return {
    async replay(event: object): Promise<ReplayReport> {
      const answer = await ask({ event });
      if (answer.report === undefined) throw new Error(answer.error);
      return answer.report;
    },
    refusal: async (event: object): Promise<string> => (await ask({ event })).error ?? 'not refused',
    /** The most memory that the process ever held, MB. */
    async stop(): Promise<number> {
      const { residentMb } = await ask({});
      child.disconnect();
      return residentMb ?? Number.NaN;
    },
  };
}

/** Rows with an id that no row before had; -1 if one is there twice. */
async function countRows(buckets: Buckets): Promise<number> {
  const seen = new Uint8Array(records);
  for (const { key } of await buckets.listObjects(bucket, 'chat/')) {
    const { body } = await buckets.getObject(bucket, key);
    for (const [, serial] of gunzipSync(body)
      .toString()
      .matchAll(/"EventID":"event-(\d+)"/g)) {
      if (seen[Number(serial)]) return -1;
      seen[Number(serial)] = 1;
    }
  }
  return seen.reduce((sum, one) => sum + one, 0);
}
