import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLambdaFixture, type LambdaFixture } from './fixture.ts';

let fixture: LambdaFixture;
beforeAll(() => {
  fixture = createLambdaFixture();
});
afterAll(() => fixture.close());

describe('time', () => {
  test.each([
    ['waits', 'await new Promise((resolve) => setTimeout(resolve, 60_000));'],
    ['spins', 'for (;;);'],
  ])('a handler that %s too long is ended, and its worker replaced', async (name, act) => {
    const code = `const { threadId } = require('node:worker_threads');
      exports.handler = async (event) => { console.log('begun'); if (event.long) { ${act} } return threadId; };`;
    await fixture.deploy(name, code, { timeoutSeconds: 0.2 });
    const before = (await fixture.invoke(name)).answer;
    const result = await fixture.invoke(name, { long: true });
    expect(result.functionError).toBe('Unhandled');
    expect(result.answer).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: expect.stringMatching(/^RequestId: [0-9a-f-]{36} Error: Task timed out after 0\.20 seconds$/),
    });
    expect(result.durationMs).toBeGreaterThanOrEqual(199);
    expect(result.logTail).toMatch(
      /\tbegun\n\d{4}-.*Z [0-9a-f-]{36} Task timed out after 0\.20 seconds\n\nEND .*\nREPORT .*\tStatus: timeout\n$/,
    );
    expect((await fixture.invoke(name)).answer).not.toBe(before);
  });
});

describe('memory', () => {
  // Each holds on to all it makes. The heap is ended by what it keeps, buffers although they are not on the heap.
  test.each([
    ['objects', 'for (let i = 0; ; i++) kept.push({ i, text: "x" + i });'],
    ['arrays', 'for (;;) kept.push(new Array(1e6).fill(kept.length));'],
    ['buffers', 'for (;;) kept.push(Buffer.alloc(1 << 22, 1));'],
    ['buffers between waits', 'for (;;) { kept.push(Buffer.alloc(1 << 22, 1)); await new Promise(setImmediate); }'],
    ['a moment more than it has', 'kept.push(Buffer.alloc(160 << 20, 1));'],
  ])('a handler that hoards %s is ended, and its neighbours are unharmed', async (name, act) => {
    const hoarder = `hoarder-of-${name.replaceAll(' ', '-')}`;
    await fixture.deploy(
      hoarder,
      `const kept = []; exports.handler = async (event) => { if (event.hoard) { ${act} } return 'well'; };`,
    );
    await fixture.deploy('neighbour', 'let calls = 0; exports.handler = async () => ++calls;');
    const before = (await fixture.invoke('neighbour')).answer as number;
    const [result, beside] = await Promise.all([fixture.invoke(hoarder, { hoard: true }), fixture.invoke('neighbour')]);
    expect(result.answer).toEqual({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: expect.stringMatching(
        /^RequestId: [0-9a-f-]{36} Error: Runtime exited with error: signal: killed$/,
      ),
    });
    expect(result.logTail).toMatch(/Max Memory Used: 128 MB.*\tStatus: error\tError Type: Runtime.OutOfMemory\n/);
    expect(beside.answer).toBe(before + 1);
    expect((await fixture.invoke('neighbour')).answer).toBe(before + 2);
    expect((await fixture.invoke(hoarder)).answer).toBe('well');
  });

  test('garbage is no hoard', async () => {
    await fixture.deploy(
      'wasteful',
      'exports.handler = async () => { for (let i = 0; i < 25; i++) { Buffer.alloc(8 << 20, 1); JSON.parse(JSON.stringify(new Array(1e5).fill({ i }))); await null; } return "well"; };',
    );
    expect((await fixture.invoke('wasteful')).answer).toBe('well');
  });
});

describe('payloads', () => {
  const text = (bytes: number) => JSON.stringify('x'.repeat(bytes - 2));
  const LENGTH = 'exports.handler = async (event) => event.length;';

  test('a request of 6 MB fits, one byte more is refused before the handler', async () => {
    await fixture.deploy('length', LENGTH);
    const fits = await fixture.lambda.functions.invoke('length', text(6_291_456));
    expect(fits.payload.toString()).toBe(String(6_291_454));
    await expect(fixture.lambda.functions.invoke('length', text(6_291_457))).rejects.toMatchObject({
      code: 'RequestTooLargeException',
      status: 413,
      message: 'Request must be smaller than 6291456 bytes for the InvokeFunction operation',
    });
  });

  test('a response of 6 MB fits, a larger one is the function’s error', async () => {
    await fixture.deploy('repeat', 'exports.handler = async (bytes) => "x".repeat(bytes - 2);');
    expect((await fixture.lambda.functions.invoke('repeat', '6291556')).payload.length).toBe(6_291_556);
    const result = await fixture.invoke('repeat', 6_291_557);
    expect(result.functionError).toBe('Unhandled');
    expect(result.answer).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
  });

  test.each(['{', 'undefined', '{"a":1}x', '\ufeff{}'])(
    'a request that is not JSON is refused: %s',
    async (payload) => {
      await fixture.deploy('strict', LENGTH);
      await expect(fixture.lambda.functions.invoke('strict', payload)).rejects.toMatchObject({
        code: 'InvalidRequestContentException',
        message: expect.stringMatching(/^Could not parse request body into json: SyntaxError: /),
      });
      expect((await fixture.invoke('strict', 'four')).answer).toBe(4);
    },
  );
});
