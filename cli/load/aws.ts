import { createInterface } from 'node:readline/promises';
import { createSystemClock } from '../../local/clock.ts';
import prices from '../cost/prices.json' with { type: 'json' };
import { type Progress, UserError } from '../output.ts';
import { type LoadPlan, recordsOf } from './plan.ts';
import { writeLoad } from './write.ts';

/** Size of one sample message as an item, and as a change record with its new image, bytes. */
const ITEM_BYTES = 350;
const CHANGE_RECORD_BYTES = 900;

/** Quotas that a fresh stack meets. https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html */
const FRESH_STREAM_BYTES_PER_SECOND = 4 * 2 ** 20;
const TABLE_PARTITION_WRITES_PER_SECOND = 1000;
const FRESH_TABLE_WRITES_PER_SECOND = 4000;

/** What a run will cost and which quotas it will meet, in sentences. */
export function forecast(plan: LoadPlan): string[] {
  const records = recordsOf(plan);
  const perSecond = plan.batchesPerSecond * plan.batchSize;
  const roundedGb = (bytes: number, to: number) => (records * Math.ceil(bytes / to) * to) / 1e9;
  const tableCost =
    plan.target === 'dynamodb'
      ? (records * Math.ceil(ITEM_BYTES / 1024) * prices.dynamodbMillionWriteRequestUnits) / 1e6
      : 0;
  const streamCost = roundedGb(CHANGE_RECORD_BYTES, 1024) * (prices.kinesisInGb + 2 * prices.kinesisOutGb);
  const firehoseCost =
    roundedGb(CHANGE_RECORD_BYTES, 5 * 1024) * (2 * prices.firehoseGb + prices.firehosePartitioningGb);
  const bytesPerSecond = perSecond * CHANGE_RECORD_BYTES;
  const lines = [
    `${records.toLocaleString('en')} records, ${perSecond.toLocaleString('en')} a second for ${plan.seconds} s.`,
    `It will cost about ${(tableCost + streamCost + firehoseCost).toFixed(2)} ${prices.currency} (table ${tableCost.toFixed(2)}, stream ${streamCost.toFixed(2)}, Firehose ${firehoseCost.toFixed(2)} with each record rounded up to 5 KB); prices of ${prices.region} as of ${prices.date}${prices.verified ? '' : ', not verified'}, see cli/cost/prices.json. S3, CloudWatch and Athena come on top.`,
  ];
  if (bytesPerSecond > FRESH_STREAM_BYTES_PER_SECOND) {
    lines.push(
      `A fresh on-demand stream takes 4 MB/s and this is ${(bytesPerSecond / 2 ** 20).toFixed(0)} MB/s: it will throttle until it has scaled. ${plan.target === 'dynamodb' ? 'DynamoDB keeps trying, so the changes arrive late.' : 'This command sends refused records again.'}`,
    );
  }
  if (plan.target === 'dynamodb') {
    if (perSecond > FRESH_TABLE_WRITES_PER_SECOND)
      lines.push(
        `A fresh on-demand table takes ${FRESH_TABLE_WRITES_PER_SECOND} writes/s: expect throttling until it has split, or set warm throughput beforehand.`,
      );
    const perLivestream = perSecond / plan.livestreams;
    if (perLivestream > TABLE_PARTITION_WRITES_PER_SECOND)
      lines.push(
        `Each livestream gets ${Math.round(perLivestream)} writes/s, above the 1,000 of one table partition: spread over more livestreams.`,
      );
  }
  return lines;
}

/** Runs a plan against a deployed stage, with the credentials of the environment, after saying what it means and asking. */
export async function loadOnAws(
  options: LoadPlan & { stage: string; yes: boolean; json: boolean },
  progress: Progress,
): Promise<void> {
  const targetName =
    options.target === 'dynamodb' ? `tributary-${options.stage}-chat-messages` : `tributary-${options.stage}-changes`;
  console.error(
    [`This writes to ${targetName} with the AWS credentials of this shell.`, ...forecast(options)].join('\n'),
  );
  if (!options.yes && !(await confirmed())) throw new UserError('Nothing was written.');
  const total = recordsOf(options);
  const outcome = await writeLoad(options, targetName, {}, createSystemClock(), (accepted) => {
    progress.update(
      `writing to ${targetName}: ${accepted.toLocaleString('en')} of ${total.toLocaleString('en')} records`,
    );
  });
  const rate = Math.round(outcome.accepted / outcome.seconds);
  if (options.json) {
    console.log(
      JSON.stringify({
        written: outcome.accepted,
        rate,
        seconds: Number(outcome.seconds.toFixed(1)),
        sentAgain: outcome.sentAgain,
      }),
    );
    return;
  }
  console.log(`${outcome.accepted.toLocaleString('en')} records accepted at ${rate.toLocaleString('en')}/s, ${outcome.sentAgain.toLocaleString('en')} of them sent again.
When the buffers have been delivered (see the alarms), count the rows in the stage's Athena workgroup:
  SELECT livestreamid, count(*) AS row_count, count(DISTINCT eventid) AS changes FROM chat_by_time WHERE hour >= date_format(current_timestamp - INTERVAL '2' HOUR, '%Y/%m/%d/%H') GROUP BY 1`);
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY)
    throw new UserError(
      'This asks before it writes to AWS, and there is no terminal to ask on. Give --yes to go ahead.',
    );
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Go ahead? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}
