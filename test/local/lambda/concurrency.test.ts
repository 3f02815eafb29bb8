import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configOf, createLambdaFixture, type LambdaFixture } from './fixture.ts';
import { createGate, GATED, type Gate } from './gate.ts';

const SANDBOXES_MAX = Math.max(2, availableParallelism());

let fixture: LambdaFixture;
let gate: Gate;
beforeEach(() => {
  fixture = createLambdaFixture();
  gate = createGate();
});
afterEach(async () => {
  gate.close();
  await fixture.close();
});

const gated = (answer: string) =>
  `${GATED}\nexports.handler = async (event) => { await pass(event); return ${answer}; };`;
const THREAD = 'require("node:worker_threads").threadId';

describe('workers', () => {
  test('are started as work comes, up to the cap; what is more waits its turn', async () => {
    await fixture.deploy('busy', gated(`[${THREAD}, event.n]`));
    const finished: number[] = [];
    const invocations = Array.from({ length: SANDBOXES_MAX + 3 }, (_, n) =>
      fixture.invoke('busy', { n }).then(({ answer }) => {
        finished.push(n);
        return (answer as number[])[0];
      }),
    );
    expect((await gate.arrived(SANDBOXES_MAX)).map((event) => event.n).sort()).toEqual(
      Array.from({ length: SANDBOXES_MAX }, (_, n) => n),
    );
    for (let n = 0; n < invocations.length; n++) {
      gate.open(n);
      await invocations[n];
    }
    expect(finished).toEqual(invocations.map((_, n) => n));
    expect(new Set(await Promise.all(invocations)).size).toBe(SANDBOXES_MAX);
  });

  test('are used again while there is no need for more', async () => {
    await fixture.deploy('calm', `exports.handler = async () => ${THREAD};`);
    const threads = [];
    for (let i = 0; i < 10; i++) threads.push((await fixture.invoke('calm')).answer);
    expect(new Set(threads).size).toBe(1);
  });

  test('of one function do not wait for those of another', async () => {
    await fixture.deploy('stuck', gated('1'));
    await fixture.deploy('free', 'exports.handler = async () => "free";');
    const stuck = Array.from({ length: SANDBOXES_MAX }, (_, n) => fixture.invoke('stuck', { n }));
    await gate.arrived(SANDBOXES_MAX);
    expect((await fixture.invoke('free')).answer).toBe('free');
    for (let n = 0; n < SANDBOXES_MAX; n++) gate.open(n);
    await Promise.all(stuck);
  });

  test('are all ended by close, and what runs or waits is told', async () => {
    await fixture.deploy('closing', gated('1'));
    const invocations = Array.from({ length: SANDBOXES_MAX + 1 }, (_, n) => fixture.invoke('closing', { n }));
    const settled = Promise.allSettled(invocations);
    await gate.arrived(SANDBOXES_MAX);
    await fixture.lambda.close();
    const outcomes = await settled;
    expect(outcomes.map((outcome) => outcome.status)).toEqual([...Array(SANDBOXES_MAX).fill('fulfilled'), 'rejected']);
    await expect(fixture.invoke('closing')).rejects.toThrow(/closed/);
  });
});

describe('deploying again', () => {
  test('lets what runs end as it began, and gives what comes to the new code', async () => {
    await fixture.deploy('versioned', gated('"old"'));
    const running = fixture.invoke('versioned', { n: 0 });
    await gate.arrived(1);
    let isDeployed = false;
    const deployment = fixture.deploy('versioned', 'exports.handler = async () => "new";').then(() => {
      isDeployed = true;
    });
    gate.open(1);
    // While the package is being unzipped the old code still answers.
    let answer: unknown;
    do answer = (await fixture.invoke('versioned', { n: 1 })).answer;
    while (answer !== 'new');
    expect(isDeployed).toBe(false);
    gate.open(0);
    expect((await running).answer).toBe('old');
    await deployment;
    expect(readdirSync(join(fixture.root, 'lambda', 'versioned')).length).toBe(1);
  });

  test('with another environment starts new workers, with the same leaves them', async () => {
    const code = 'let calls = 0; exports.handler = async () => [process.env.STAGE, ++calls];';
    await fixture.deploy('staged', code, { environment: { STAGE: 'a' } });
    await fixture.invoke('staged');
    await fixture.deploy('staged', code, { environment: { STAGE: 'a' } });
    expect((await fixture.invoke('staged')).answer).toEqual(['a', 2]);
    await fixture.deploy('staged', code, { environment: { STAGE: 'b' } });
    expect((await fixture.invoke('staged')).answer).toEqual(['b', 1]);
  });
});

describe('a package', () => {
  const deployZip = (entries: Record<string, Uint8Array>, bytes?: Uint8Array) => {
    const zipPath = join(fixture.root, 'hostile.zip');
    writeFileSync(zipPath, bytes ?? zipSync(entries));
    return fixture.lambda.deploy(configOf('hostile', zipPath));
  };

  test.each([
    '../escaped.js',
    'a/../../escaped.js',
    '/tmp/escaped.js',
    '..\\escaped.js',
    'C:\\escaped.js',
    'C:/escaped.js',
    'a\0b',
  ])('with an entry that would lie outside is refused: %j', async (name) => {
    await expect(deployZip({ 'index.js': strToU8(''), [name]: strToU8('x') })).rejects.toThrow(
      /outside of the package/,
    );
    expect(existsSync(join(fixture.root, 'lambda', 'escaped.js'))).toBe(false);
    expect(existsSync(join(fixture.root, 'escaped.js'))).toBe(false);
  });

  test('that is no zip is refused', async () => {
    await expect(deployZip({}, strToU8('no zip'))).rejects.toThrow(/zip/);
  });

  test('may name its directories, and dots that lead nowhere', async () => {
    await deployZip({
      'lib/': new Uint8Array(),
      'lib/..a.js': strToU8('module.exports = 5;'),
      'index.js': strToU8('exports.handler = async () => require("./lib/..a.js");'),
    });
    expect((await fixture.invoke('hostile')).answer).toBe(5);
  });

  test('of a function whose name is no name is refused', async () => {
    for (const name of ['', '../x', 'a/b', '.', 'x'.repeat(65)]) {
      await expect(fixture.deploy(name, '')).rejects.toThrow(/cannot be named/);
    }
  });
});
