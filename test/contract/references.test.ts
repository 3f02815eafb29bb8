import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { knownDifferences } from './known-differences.ts';
import { dynamodbLocal, moto, type ReferenceServer, startReference } from './reference-process.ts';
import { contract, type Subject } from './rows.ts';
import { createClients, type Target } from './target.ts';

vi.setConfig({ maxConcurrency: 4 });

const ROW_MS_MAX = 30_000;
const BUCKET = 'contract-lake';

const references: { server: ReferenceServer; subjects: Subject[] }[] = [
  { server: moto, subjects: subjectsOf(/S3$|Kinesis$|DynamoDB$/) },
  { server: dynamodbLocal, subjects: subjectsOf(/(in|from) DynamoDB$/) },
];

function subjectsOf(pattern: RegExp): Subject[] {
  return contract.filter(({ subject }) => pattern.test(subject));
}

/** What was found, by reference and statement. */
const findings = new Map<string, Map<string, string>>();

afterAll(() => console.log(formatFindings()));

describe.each(references)('$server.name', ({ server, subjects }) => {
  const found = new Map<string, string>();
  findings.set(server.name, found);
  if (server.missing) console.log(`${server.name} is skipped: ${server.missing}.`);
  let target: Target;

  beforeAll(async () => {
    if (!server.missing) target = await referenceTarget(server);
  });
  afterAll(() => target?.close());

  describe.concurrent.each(subjects)('$subject', ({ rows }) => {
    it.skipIf(server.missing).each(rows)(
      '$statement',
      async ({ statement, check }) => {
        const difference = knownDifferences[server.name]![statement];
        try {
          await within(ROW_MS_MAX / 2, check(target));
          found.set(statement, difference ? 'holds, though it is listed as a difference' : 'holds');
        } catch (error) {
          found.set(statement, difference ? `differs: ${difference}` : 'DIFFERS');
          if (!difference) throw error;
        }
      },
      ROW_MS_MAX,
    );
  });
});

async function within(ms: number, check: Promise<unknown>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  return Promise.race([check, late]).finally(() => clearTimeout(timer));
}

async function referenceTarget(server: ReferenceServer): Promise<Target> {
  const { url, stop } = await startReference(server);
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const config = { region: 'us-east-1', endpoint: url, credentials };
  const clients = createClients(config, { http1: true });
  if (server === moto) await clients.s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    ...clients,
    name: server.name,
    config,
    bucket: BUCKET,
    roleArn: '',
    transformArn: '',
    slowTransformArn: '',
    now: Date.now,
    pollMs: 50,
    patienceMs: 5_000,
    async close() {
      clients.destroy();
      await stop();
    },
  };
}

function formatFindings(): string {
  const lines = ['The contract, held against implementations that nobody here wrote'];
  for (const { server, subjects } of references) {
    const found = findings.get(server.name)!;
    const rows = subjects.flatMap((subject) => subject.rows);
    const holds = rows.filter(({ statement }) => found.get(statement)?.startsWith('holds')).length;
    lines.push(
      '',
      `${server.name}: ${server.missing ? `skipped, ${server.missing}` : `${holds} of ${rows.length} rows hold`}`,
    );
    for (const { statement } of rows) {
      const finding = found.get(statement);
      if (finding && finding !== 'holds') lines.push(`  ${statement}\n    ${finding}`);
    }
  }
  return lines.join('\n');
}
