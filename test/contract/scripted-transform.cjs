/**
 * The transform of the contract rows. Each record tells in JSON what is to be answered for it; a record that tells nothing is
 * answered `Ok` with its own data and a newline.
 *
 * - `answers`: what to answer instead, a list of `{ result, data, keys, recordId }`; `data` is text, or null, `base64` is sent as it is.
 * - `keys`: the partition keys of the answer.
 * - `report`: the answer's data is the event as it came, with this record alone.
 * - `order: "reversed"`: the records of this batch are answered from the last to the first.
 * - `whole`: what the batch gets: `throw`, `hang` (for `hangMs`), `text`, `list`, `oversized`.
 * - `pauseMs`: how long the batch takes at least.
 * - `journal`: a bucket and a prefix; every invocation is written there, under its number, before it is answered.
 */
exports.handler = async (event) => {
  const startedMs = Date.now();
  const records = event.records.map((record) => ({ record, script: scriptOf(record) }));
  for (const { record, script } of records) if (script.journal) await keepJournal(script.journal, event, record);
  await pause(Math.max(...records.map(({ script }) => script.pauseMs ?? 0)));
  const whole = records.find(({ script }) => script.whole)?.script;
  if (whole?.whole === 'throw') throw new Error('as scripted');
  if (whole?.whole === 'hang') await pause(whole.hangMs ?? 10_000);
  if (whole?.whole === 'text') return 'no object';
  if (whole?.whole === 'list') return [];
  const answers = records.flatMap((each) => answersOf(each, event, startedMs));
  if (whole?.whole === 'oversized') return { records: answers, padding: 'x'.repeat(6 * 1024 * 1024 + 1) };
  if (records.some(({ script }) => script.order === 'reversed')) answers.reverse();
  return { records: answers };
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function scriptOf({ data }) {
  try {
    return Object(JSON.parse(Buffer.from(data, 'base64').toString()));
  } catch {
    return {};
  }
}

function answersOf({ record, script }, event, startedMs) {
  const original = Buffer.from(record.data, 'base64').toString();
  const text = script.report
    ? JSON.stringify({ ...event, records: [record], batchOf: event.records.length, startedMs, endedMs: Date.now() })
    : original.replace(/\n?$/, '');
  const answers = script.answers ?? [{ result: 'Ok', data: `${text}\n`, keys: script.keys }];
  return answers.map(({ data, base64, keys, ...rest }) => ({
    recordId: record.recordId,
    ...rest,
    ...(base64 !== undefined && { data: base64 }),
    ...(data === null && { data: null }),
    ...(typeof data === 'string' && { data: Buffer.from(data).toString('base64') }),
    ...(keys && { metadata: { partitionKeys: keys } }),
  }));
}

async function keepJournal({ bucket, prefix }, event, record) {
  const { ListObjectsV2Command, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
  const s3 = new S3Client({});
  const { KeyCount } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix }));
  const Body = JSON.stringify({ invocationId: event.invocationId, recordId: record.recordId });
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key: `${prefix}${KeyCount + 1}`, Body }));
}
