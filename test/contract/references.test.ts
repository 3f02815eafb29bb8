import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { formatComparison } from './comparison.ts';
import { knownDifferences } from './known-differences.ts';
import { startLocalTarget } from './local-target.ts';
import { dynamodbLocal, moto, type ReferenceServer } from './reference-process.ts';
import { startReferenceTarget } from './reference-target.ts';
import { contract, type Subject } from './rows.ts';
import { findingOf } from './table.ts';
import { paced, type Target } from './target.ts';

vi.setConfig({ maxConcurrency: 6 });

const ROW_MS_MAX = 30_000;

interface Implementation {
  name: string;
  missing: string | undefined;
  start(): Promise<Target>;
  subjects: Subject[];
}

const subjectsOf = (pattern: RegExp): Subject[] => contract.filter(({ subject }) => pattern.test(subject));
const compared = subjectsOf(/S3$|Kinesis$|DynamoDB$/);

const reference = (server: ReferenceServer, subjects: Subject[]): Implementation => ({
  name: server.name,
  missing: server.missing,
  start: () => startReferenceTarget(server),
  subjects,
});

const implementations: Implementation[] = [
  { name: 'ours', missing: undefined, start: () => startLocalTarget(), subjects: compared },
  reference(moto, compared),
  reference(dynamodbLocal, subjectsOf(/(in|from) DynamoDB$/)),
];

/** What was found, by implementation and statement. */
const findings = new Map(implementations.map(({ name }) => [name, new Map<string, string>()]));

afterAll(() => {
  for (const { name, missing } of implementations) if (missing) console.log(`${name} is skipped: ${missing}.`);
  console.log(formatComparison(compared, findings));
});

describe.each(implementations)('$name', ({ name, missing, start, subjects }) => {
  const found = findings.get(name)!;
  let target: Target;

  beforeAll(async () => {
    if (!missing) target = await start();
  });
  afterAll(() => target?.close());

  describe.concurrent.each(subjects)('$subject', ({ rows, atRealTime }) => {
    it.skipIf(missing).each(rows)(
      '$statement',
      async ({ statement, check }) => {
        const difference = knownDifferences[name]?.[statement];
        try {
          const answer = await within(ROW_MS_MAX / 2, check(await paced(target, atRealTime)));
          found.set(statement, findingOf(answer).verdict);
        } catch (error) {
          found.set(statement, difference ? `differs: ${difference}` : 'DIFFERS');
          if (!difference) throw error;
        }
      },
      ROW_MS_MAX,
    );
  });
});

async function within<Value>(ms: number, check: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${ms} ms.`)), ms);
  });
  return Promise.race([check, late]).finally(() => clearTimeout(timer));
}
