import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLambdaFixture, type LambdaFixture } from './fixture.ts';

let fixture: LambdaFixture;
beforeAll(() => {
  fixture = createLambdaFixture();
});
afterAll(() => fixture.close());

/** Deploys under a name of its own and invokes once. */
let functions = 0;
async function run(code: string | Record<string, string>, event: unknown = {}, more = {}) {
  const name = `handler-${functions++}`;
  await fixture.deploy(name, code, more);
  return await fixture.invoke(name, event);
}

const OLD = { runtime: 'nodejs22.x' };

describe('a handler', () => {
  test.each<[string, string | Record<string, string>, object?]>([
    ['in CommonJS', 'exports.handler = async (event) => event.n + 1;'],
    ['in a .cjs file', { 'index.cjs': 'module.exports = { handler: async (event) => event.n + 1 };' }],
    ['in an ES module', { 'index.mjs': 'import "node:fs"; export const handler = async (event) => event.n + 1;' }],
    [
      'in .js declared a module',
      { 'index.js': 'export const handler = async ({ n }) => n + 1;', 'package.json': '{"type":"module"}' },
    ],
    [
      'with a top-level await',
      { 'index.mjs': 'const one = await Promise.resolve(1); export const handler = async (e) => e.n + one;' },
    ],
    [
      'in a folder, nested in an object',
      { 'src/app.js': 'exports.api = { post: async (e) => e.n + 1 };' },
      { handler: 'src/app.api.post' },
    ],
    ['that is not async', 'exports.handler = (event) => event.n + 1;'],
    ['that returns a promise', 'exports.handler = (event) => Promise.resolve(event.n + 1);'],
    [
      'with a callback, before Node 24',
      'exports.handler = (event, context, done) => setTimeout(() => done(null, event.n + 1), 1);',
      OLD,
    ],
    [
      'that succeeds by its context, before Node 24',
      'exports.handler = (event, context) => context.succeed(event.n + 1);',
      OLD,
    ],
    [
      'with its own packages',
      {
        'index.js': 'exports.handler = async (e) => e.n + require("one");',
        'node_modules/one/index.js': 'module.exports = 1;',
      },
    ],
  ])('%s answers', async (_, code, more) => {
    expect(await run(code, { n: 1 }, more)).toMatchObject({ answer: 2 });
  });

  test.each([
    ['undefined', 'async () => {}', null],
    ['null', 'async () => null', null],
    ['a string', 'async () => "é😀"', 'é😀'],
    ['what toJSON says', 'async () => ({ at: new Date(0), left: undefined })', { at: '1970-01-01T00:00:00.000Z' }],
    ['a function, which JSON does not have', 'async () => () => {}', null],
  ])('may answer %s', async (_, handler, answer) => {
    expect((await run(`exports.handler = ${handler};`)).answer).toEqual(answer);
  });

  test('may leave a callback waiting for the event loop, or not', async () => {
    const code = (waits: boolean) => `
      let late = 'not yet';
      exports.handler = (event, context, done) => {
        context.callbackWaitsForEmptyEventLoop = ${waits};
        const timer = setTimeout(() => { late = 'done'; }, 20);
        done(null, { get late() { return late; } });
      };`;
    expect((await run(code(true), {}, OLD)).answer).toEqual({ late: 'done' });
    expect((await run(code(false), {}, OLD)).answer).toEqual({ late: 'not yet' });
  });

  test('that never calls back is done when nothing is left to do, before Node 24', async () => {
    expect((await run('exports.handler = (event, context, done) => {};', {}, OLD)).answer).toBeNull();
  });

  test('is loaded once and keeps its state', async () => {
    await fixture.deploy('stateful', 'let calls = 0; exports.handler = async () => ++calls;');
    for (const expected of [1, 2, 3]) expect((await fixture.invoke('stateful')).answer).toBe(expected);
  });

  test('gets exactly the payload’s JSON, and an empty event for none', async () => {
    await fixture.deploy('echo', 'exports.handler = async (event) => event;');
    const deep = `${'['.repeat(500)}${']'.repeat(500)}`;
    for (const payload of ['{"a":[1,2.5e3,null],"__proto__":{"x":1}}', '"text"', '0', 'null', deep]) {
      const result = await fixture.lambda.functions.invoke('echo', payload);
      expect(JSON.parse(result.payload.toString())).toEqual(JSON.parse(payload));
    }
    expect((await fixture.lambda.functions.invoke('echo', '')).payload.toString()).toBe('{}');
  });
});

describe('the context', () => {
  test('is Lambda’s', async () => {
    const code = `exports.handler = async (event, context) => ({ ...context, left: context.getRemainingTimeInMillis() });`;
    await fixture.deploy('contextual', code, { functionArn: 'arn:x', timeoutSeconds: 7, memorySizeMb: 192 });
    const { answer } = await fixture.invoke('contextual');
    expect(answer).toMatchObject({
      functionName: 'contextual',
      functionVersion: '$LATEST',
      memoryLimitInMB: '192',
      logGroupName: '/aws/lambda/contextual',
      logStreamName: expect.stringMatching(/^2026\/01\/01\/\[\$LATEST\][0-9a-f]{32}$/),
      invokedFunctionArn: 'arn:x',
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    const { left } = answer as { left: number };
    expect(left).toBeGreaterThan(5000);
    expect(left).toBeLessThanOrEqual(7000);
  });
});

describe('the environment', () => {
  test('is the template’s and Lambda’s, with nothing of this process', async () => {
    process.env.TRIBUTARY_TEST_SECRET = 'leaks';
    const { answer } = await run(
      'exports.handler = async () => ({ env: process.env, cwd: process.cwd() });',
      {},
      {
        environment: { PARTITION_KEYS: 'LivestreamID', AWS_REGION: 'overridden', EMPTY: '' },
      },
    );
    delete process.env.TRIBUTARY_TEST_SECRET;
    const { env, cwd } = answer as { env: Record<string, string>; cwd: string };
    expect(env).toMatchObject({
      PARTITION_KEYS: 'LivestreamID',
      EMPTY: '',
      TZ: 'UTC',
      AWS_REGION: 'ap-northeast-2',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      _HANDLER: 'index.handler',
      _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    });
    expect(cwd).toBe(env.LAMBDA_TASK_ROOT);
    const own = Object.keys(env).filter((name) => !/^(AWS_|LAMBDA_|_)/.test(name));
    expect(own.sort()).toEqual(['EMPTY', 'LANG', 'PARTITION_KEYS', 'PATH', 'TZ']);
  });

  test('is a copy: what a handler changes stays in its worker', async () => {
    await run('exports.handler = async () => { process.env.LEFT_BEHIND = "x"; };');
    expect(process.env.LEFT_BEHIND).toBeUndefined();
  });

  test('honours NODE_OPTIONS such as source maps', async () => {
    const { answer } = await run(
      'exports.handler = async () => process.sourceMapsEnabled;',
      {},
      { environment: { NODE_OPTIONS: '--enable-source-maps' } },
    );
    expect(answer).toBe(true);
  });
});

describe('packages', () => {
  test('of the SDK are those of the runtime, by require and by import', async () => {
    const required =
      'const { S3Client } = require("@aws-sdk/client-s3"); exports.handler = async () => typeof S3Client;';
    expect((await run(required)).answer).toBe('function');
    const imported = {
      'index.mjs':
        'import { KinesisClient } from "@aws-sdk/client-kinesis"; export const handler = async () => (await new KinesisClient({}).config.endpoint?.())?.port ?? typeof KinesisClient;',
    };
    expect((await run(imported)).answer).toBeTruthy();
  });

  test('that only happen to be installed here are not found, as on Lambda', async () => {
    expect((await run('require("zod"); exports.handler = async () => 1;')).answer).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: expect.stringMatching(/^Error: Cannot find module 'zod'\nRequire stack:\n- .*index\.js$/),
    });
    expect((await run({ 'index.mjs': 'import "zod"; export const handler = async () => 1;' })).answer).toMatchObject({
      errorType: 'Error',
      errorMessage: expect.stringMatching(/^Cannot find package 'zod' imported from .*index\.mjs$/),
    });
  });
});
