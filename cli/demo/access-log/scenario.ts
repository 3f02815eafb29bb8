import { join } from 'node:path';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { LocalStack } from '../../../local/stack.ts';
import { logDeliveryStreams } from '../../../shared/log-delivery-streams.ts';
import { connect } from '../../deployed/connect.ts';
import { summarise, summaryText } from '../../errors/summarise.ts';
import { openLakeOn } from '../../lake-of.ts';
import { createProgress, type Progress, table, UserError } from '../../output.ts';
import { type LogStreamFacts, logStreamsOf } from '../../proof/delivery-streams.ts';
import { waitUntilSettled } from '../../proof/settled.ts';
import { createSent, proveStream, type Sent, type StreamProof } from './proof.ts';
import { type AccessLogResult, heading } from './result.ts';
import { idOf } from './sample.ts';
import { linesOf, sampleRecords } from './samples.ts';
import { sendRecords } from './send.ts';

export interface AccessLogOptions {
  stack: LocalStack;
  /** The stack's data directory. */
  data: string;
  /** Of all delivery streams together. */
  lines: number;
  seed: number;
  progress: Progress;
}

/** Sends a mixed log file and rows of CSV, waits until the lake has them, and reads back what came of each line. */
export async function runAccessLog({ stack, data, lines, seed, progress }: AccessLogOptions): Promise<AccessLogResult> {
  const startedMs = performance.now();
  const streams = streamsWanted(stack);
  const sent = new Map<LogStreamFacts, Sent>();
  for (const stream of streams) sent.set(stream, await send(stack, stream, { lines, seed, progress }));
  for (const [stream, { written }] of sent) await waitUntilSettled(stack, [stream], written.total, progress);
  const lake = await openLakeOn(stack.resources, join(data, 's3'), stack.clock.now);
  try {
    const proofs = new Map<string, StreamProof>();
    for (const [stream, given] of sent) {
      progress.update(`counting the objects of ${stream.shortName} …`);
      proofs.set(stream.shortName, await proveStream(stack, lake, data, stream, given));
    }
    return { streams: proofs, seconds: (performance.now() - startedMs) / 1000 };
  } finally {
    await lake.close();
  }
}

/** Throws {@link UserError} where the stage has no log delivery streams. */
function streamsWanted(stack: LocalStack): LogStreamFacts[] {
  const streams = logStreamsOf(stack).filter(({ shortName }) =>
    logDeliveryStreams.some(({ name }) => name === shortName),
  );
  if (streams.length === logDeliveryStreams.length) return streams;
  throw new UserError('This package has no log delivery streams. Package the stage with --param accessLog=true.');
}

async function send(
  stack: LocalStack,
  { name, shortName }: LogStreamFacts,
  { lines, seed, progress }: Pick<AccessLogOptions, 'lines' | 'seed' | 'progress'>,
): Promise<Sent> {
  const sent = createSent();
  const count = linesOf(shortName, lines);
  const firehose = new FirehoseClient({
    endpoint: stack.url,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  try {
    await sendRecords(firehose, name, sampleRecords(shortName, count, seed, stack.clock.now()), ({ samples }) => {
      for (const { serial, fate } of samples) {
        sent.written.add(idOf(serial));
        if (fate === 'dropped' || fate === 'unlocated') sent.droppable.add(idOf(serial));
      }
      progress.update(
        `sending to ${name}: ${sent.written.total.toLocaleString('en')} of ${count.toLocaleString('en')}`,
      );
    });
  } finally {
    firehose.destroy();
  }
  progress.done(`put ${sent.written.total.toLocaleString('en')} lines on ${name}`);
  return sent;
}

/** What the deployed reprocessor says of the records that failed, as a command prints it. */
export async function explainedFailures(stack: LocalStack): Promise<string> {
  const settings = {
    endpoint: stack.url,
    region: stack.region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  };
  const { deployed, close } = connect(stageOf(stack), { name: stack.url, settings });
  try {
    const story: string[] = [];
    for (const { name } of logDeliveryStreams) {
      const summary = await summarise(deployed, name, 'errors', {}, createProgress(true));
      story.push(`\n$ tributary errors summary ${name}\n${summaryText(summary, 'errors')}`);
    }
    return story.join('\n');
  } finally {
    close();
  }
}

/** Of `tributary-<stage>-<name>`. */
function stageOf(stack: LocalStack): string {
  const { name, shortName } = streamsWanted(stack)[0]!;
  return name.slice('tributary-'.length, -`-${shortName}`.length);
}

/** A question to the Parquet files, and its answer. */
export async function parquetQuery(stack: LocalStack, data: string): Promise<string> {
  const sql =
    "SELECT city, status, count(*) AS requests, sum(bytes) AS bytes\n  FROM access_log WHERE country = 'KR' GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 6";
  const lake = await openLakeOn(stack.resources, join(data, 's3'), stack.clock.now);
  try {
    const { columns, rows } = await lake.query(sql);
    return [heading('A question to the Parquet files'), sql, '', answerTable(columns, rows)].join('\n');
  } finally {
    await lake.close();
  }
}

const answerTable = (columns: { name: string }[], rows: unknown[][]): string =>
  table(
    columns.map(({ name }) => name),
    rows.map((row) => row.map((value) => (typeof value === 'bigint' ? Number(value) : String(value ?? '')))),
  );
