import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetFunctionCommand, type GetFunctionCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import type { Resource } from '../../../local/template/resolve.ts';
import { differences, inWords } from '../differences.ts';
import { judge, look, missing } from '../look.ts';
import { DEPLOY_AGAIN, type Note, PUT_BACK } from '../note.ts';
import { type Check, resourcesOf, type Stage, section } from '../stage.ts';

const COMPARED = ['Runtime', 'Handler', 'MemorySize', 'Timeout', 'Role', 'Architectures'] as const;
/** The local stack runs bundles under no role, on the machine's own architecture. */
const NOT_LOCAL: readonly string[] = ['Role', 'Architectures'];

export const checkFunctions: Check = async (stage) => {
  const notes = await Promise.all(
    resourcesOf(stage, 'AWS::Lambda::Function').map((resource) => checkOne(stage, resource)),
  );
  return notes.flat();
};

async function checkOne(stage: Stage, { name, properties }: Resource): Promise<Note[]> {
  const where = `function ${name}`;
  const seen = await look(() =>
    stage.deployed.client(LambdaClient).send(new GetFunctionCommand({ FunctionName: name })),
  );
  const question = { where, what: 'its configuration', byHand: `aws lambda get-function --function-name ${name}` };
  return judge(seen, question, missing(where), (answer) => [
    ...stateNotes(where, answer),
    ...configurationNotes(where, stage, properties, answer),
    ...environmentNotes(where, stage, properties, answer),
    ...codeNotes(where, stage, properties, answer),
    ...concurrencyNotes(where, stage, properties, answer),
  ]);
}

/** https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
function stateNotes(where: string, { Configuration = {} }: GetFunctionCommandOutput): Note[] {
  const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = Configuration;
  if (State === 'Failed') {
    return [{ severity: 'error', where, what: `has failed: ${StateReason}`, mend: 'Mend what it names and deploy.' }];
  }
  if (LastUpdateStatus === 'Failed') {
    const what = `its last update failed, so that an older version runs: ${LastUpdateStatusReason}`;
    return [{ severity: 'error', where, what, mend: 'Mend what it names and deploy.' }];
  }
  return [];
}

function configurationNotes(
  where: string,
  { isAws }: Stage,
  properties: Record<string, unknown>,
  { Configuration = {} }: GetFunctionCommandOutput,
): Note[] {
  const compared = COMPARED.filter((name) => properties[name] !== undefined && (isAws || !NOT_LOCAL.includes(name)));
  const expected = Object.fromEntries(compared.map((name) => [name, properties[name]]));
  return differences(expected, Configuration).map((difference) => ({
    severity: 'error',
    where,
    what: inWords(difference),
    mend: PUT_BACK,
  }));
}

/** Names only: what an environment holds is nobody's to print. */
function environmentNotes(
  where: string,
  { isAws }: Stage,
  properties: Record<string, unknown>,
  { Configuration }: GetFunctionCommandOutput,
): Note[] {
  const expected = section(section(properties, 'Environment'), 'Variables');
  const actual = Configuration?.Environment?.Variables ?? {};
  const differing = differences(expected, actual).map(
    ({ path }): Note => ({
      severity: 'error',
      where,
      what: `environment variable ${path} is ${actual[path] === undefined ? 'absent' : 'not as in the template'}`,
      mend: PUT_BACK,
    }),
  );
  const added = isAws ? Object.keys(actual).filter((name) => !Object.hasOwn(expected, name)) : [];
  return [
    ...differing,
    ...added.map(
      (name): Note => ({
        severity: 'warning',
        where,
        what: `environment variable ${name} is not in the template`,
        mend: 'The next deployment that changes the environment removes it: put it into function.yml, or take it away.',
      }),
    ),
  ];
}

/** Packaging is reproducible: the same sources give the same zip. https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
function codeNotes(
  where: string,
  { packageDirectory }: Stage,
  properties: Record<string, unknown>,
  { Configuration }: GetFunctionCommandOutput,
): Note[] {
  const zip = join(
    packageDirectory,
    String(section(properties, 'Code').S3Key ?? '')
      .split('/')
      .at(-1)!,
  );
  if (!zip.endsWith('.zip') || !existsSync(zip) || Configuration?.CodeSha256 === undefined) return [];
  if (createHash('sha256').update(readFileSync(zip)).digest('base64') === Configuration.CodeSha256) return [];
  return [{ severity: 'warning', where, what: 'runs another code than these sources make', mend: DEPLOY_AGAIN }];
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
function concurrencyNotes(
  where: string,
  { isAws }: Stage,
  properties: Record<string, unknown>,
  { Concurrency }: GetFunctionCommandOutput,
): Note[] {
  const reserved = Concurrency?.ReservedConcurrentExecutions;
  if (reserved === 0) {
    const mend = `aws lambda delete-function-concurrency or put-function-concurrency, as the template has it (${properties.ReservedConcurrentExecutions ?? 'none'}).`;
    return [{ severity: 'error', where, what: 'is switched off: its reserved concurrency is 0', mend }];
  }
  const expected = properties.ReservedConcurrentExecutions;
  if (expected === reserved || (!isAws && reserved === undefined)) return [];
  const what = `reserved concurrency is ${reserved ?? 'absent'}, in the template ${expected ?? 'absent'}`;
  return [{ severity: 'warning', where, what, mend: PUT_BACK }];
}
