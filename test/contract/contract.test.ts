import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startLocalTarget } from './local-target.ts';
import { remoteTarget } from './remote-target.ts';
import { contract } from './rows.ts';
import { type Finding, findingOf, formatTable } from './table.ts';
import { paced, type Target } from './target.ts';

/** Rows wait more than they work. */
vi.setConfig({ maxConcurrency: 12 });

const remote = remoteTarget(process.env);
const timeoutMs = remote?.patienceMs ?? 60_000;

let target: Target;
const findings = new Map<string, Finding>();

beforeAll(async () => {
  target = remote ?? (await startLocalTarget());
});
afterAll(async () => {
  await target.close();
  console.log(formatTable(target.name, contract, findings));
});

it('every statement stands in the table once', () => {
  const statements = contract.flatMap(({ rows }) => rows.map(({ statement }) => statement));
  expect(statements.filter((statement, at) => statements.indexOf(statement) !== at)).toEqual([]);
});

describe.concurrent.each(contract)('$subject', ({ rows, atRealTime }) => {
  it.each(rows)(
    '[$mark] $statement',
    async ({ statement, check }) => {
      findings.set(statement, { verdict: 'BROKEN' });
      findings.set(statement, findingOf(await check(await paced(target, atRealTime))));
    },
    timeoutMs,
  );
});
