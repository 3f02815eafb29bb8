// Removes one user's rows from the lake's objects: docs/operations.md, "Erasing one user's rows", says what goes before and after.
import { parseArgs } from 'node:util';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { belongsTo, linesOf } from './erasure.ts';

const USAGE =
  'npx node scripts/erase-user.ts --bucket <lake bucket> --user <UserID> [--endpoint <url of a local stack>] [--apply]';

const { bucket: Bucket = '', user = '', endpoint, apply } = optionsGiven();
if (Bucket === '' || user === '') endWith(USAGE);

/** What may hold content. `ledger/` holds none; `athena-results/` expires. */
const PREFIXES = ['chat/', 'changes-archive/', 'errors/', 'parked/', 'replayed/', 'aws/lambda/'];

/** No object of the pipeline is larger: Firehose's buffers hold 128 MB at most, before compression. */
const EXPANDED_BYTES_MAX = 512 * 2 ** 20;

const s3 = new S3Client(
  endpoint === undefined
    ? {}
    : {
        endpoint,
        region: 'us-east-1',
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
        forcePathStyle: true,
      },
);
const totals = { objects: 0, rewritten: 0, deleted: 0, lines: 0 };
const byHand: string[] = [];

try {
  for (const Prefix of PREFIXES) {
    for await (const Key of keysUnder(Prefix)) await erase(Key);
  }
} catch (error) {
  // What S3 refuses, in its own words; it names no bucket.
  if (error instanceof S3ServiceException) endWith(`${Bucket}: ${error.name}: ${error.message}`);
  throw error;
}
for (const key of byHand) console.log(`look by hand: ${key}`);
console.log(
  `${totals.objects} objects read; ${totals.lines} lines of ${user} in ${totals.rewritten + totals.deleted} objects${apply ? ` removed: ${totals.rewritten} rewritten, ${totals.deleted} deleted` : ', nothing written (--apply removes them)'}; ${byHand.length} to look at by hand.`,
);
if (byHand.length > 0) process.exitCode = 1;

function optionsGiven() {
  try {
    return parseArgs({
      options: {
        bucket: { type: 'string' },
        user: { type: 'string' },
        endpoint: { type: 'string' },
        apply: { type: 'boolean', default: false },
      },
    }).values;
  } catch (error) {
    return endWith(`${(error as Error).message}\n${USAGE}`);
  }
}

function endWith(message: string): never {
  console.error(message);
  process.exit(1);
}

async function erase(Key: string): Promise<void> {
  const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const bytes = Buffer.from(await got.Body!.transformToByteArray());
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const content = isGzip ? gunzipSync(bytes, { maxOutputLength: EXPANDED_BYTES_MAX }) : bytes;
  totals.objects += 1;
  // Most objects have nothing of the user's: a plain search spares the parsing, except where content is base64.
  if (!/^(errors|parked|replayed|aws)\//.test(Key) && !content.includes(user)) return;
  const lines = linesOf(content.toString());
  const verdicts = lines.map((line) => belongsTo(user, line));
  if (verdicts.includes('look by hand')) byHand.push(Key);
  const rest = lines.filter((_, at) => verdicts[at] !== 'theirs');
  if (rest.length === lines.length) return;
  totals.lines += lines.length - rest.length;
  totals[rest.length === 0 ? 'deleted' : 'rewritten'] += 1;
  if (apply) await replace(Key, got, rest, isGzip);
}

/** Only the very object that was read is replaced. https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html */
async function replace(
  Key: string,
  { ETag, ContentType }: GetObjectCommandOutput,
  lines: string[],
  isGzip: boolean,
): Promise<void> {
  if (lines.length === 0) {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    return;
  }
  const content = Buffer.from(`${lines.join('\n')}\n`);
  await s3.send(
    new PutObjectCommand({ Bucket, Key, Body: isGzip ? gzipSync(content) : content, IfMatch: ETag, ContentType }),
  );
}

async function* keysUnder(Prefix: string): AsyncGenerator<string> {
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(new ListObjectsV2Command({ Bucket, Prefix, ContinuationToken }));
    for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
}
