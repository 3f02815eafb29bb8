import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLambdaFixture, type LambdaFixture } from './fixture.ts';

let fixture: LambdaFixture;
beforeAll(() => {
  fixture = createLambdaFixture();
});
afterAll(() => fixture.close());

let functions = 0;
async function run(code: string | Record<string, string>, more = {}, event: unknown = {}) {
  const name = `failing-${functions++}`;
  await fixture.deploy(name, code, more);
  const result = await fixture.invoke(name, event);
  return { ...result, name };
}

const REQUEST_ID = '[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}';

describe('what a handler throws', () => {
  test('is answered with type, message and trace, and logged', async () => {
    const { functionError, answer, logTail } = await run(
      'class Odd extends TypeError { name = "Odd"; code = 7 }\nexports.handler = async () => { throw new Odd("boom"); };',
    );
    expect(functionError).toBe('Unhandled');
    expect(answer).toMatchObject({
      errorType: 'Odd',
      errorMessage: 'boom',
      trace: expect.arrayContaining([expect.stringMatching(/boom$/), expect.stringMatching(/index\.js:2:\d+\)$/)]),
    });
    expect(logTail).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"Odd","errorMessage":"boom","name":"Odd","code":7,"stack":\[/,
    );
    expect(logTail).toMatch(/\tStatus: error\tError Type: Odd\n/);
  });

  test.each([
    ['a string', 'async () => { throw "text"; }', {}, { errorType: 'string', errorMessage: 'text', trace: [] }],
    [
      'before anything was awaited',
      '() => { throw new RangeError("now"); }',
      {},
      { errorType: 'RangeError', errorMessage: 'now' },
    ],
    [
      'by callback',
      '(e, c, done) => done(new Error("called"))',
      { runtime: 'nodejs20.x' },
      { errorType: 'Error', errorMessage: 'called' },
    ],
    [
      'an error that cannot be read',
      'async () => { throw { toString() { throw 1; } }; }',
      {},
      { errorType: 'handled' },
    ],
    [
      'as an answer that is no JSON',
      'async () => 1n',
      {},
      { errorType: 'Runtime.MarshalError', errorMessage: 'Unable to stringify response body' },
    ],
    [
      'a circular answer',
      'async () => { const a = {}; a.a = a; return a; }',
      {},
      { errorType: 'Runtime.MarshalError' },
    ],
    [
      'nothing, for ever',
      'async () => new Promise(() => {})',
      {},
      { errorType: 'Runtime.NodeJsExit', errorMessage: expect.stringMatching(/never settled/) },
    ],
  ])('%s', async (_, handler, more, answer) => {
    const result = await run(`exports.handler = ${handler};`, more);
    expect(result.answer).toMatchObject(answer);
    expect(result.functionError).toBe('Unhandled');
  });

  test('leaves its worker in place', async () => {
    const { name } = await run(
      'let calls = 0; exports.handler = async () => { if (++calls === 1) throw new Error("first"); return calls; };',
    );
    expect((await fixture.invoke(name)).answer).toBe(2);
  });
});

describe('what cannot be loaded', () => {
  test.each<[string, string | Record<string, string>, object, object]>([
    [
      'no such file',
      '',
      { handler: 'absent.handler' },
      {
        errorType: 'Runtime.ImportModuleError',
        errorMessage: expect.stringMatching(/^Error: Cannot find module 'absent'\nRequire stack:/),
      },
    ],
    [
      'no such export',
      'exports.other = 1;',
      {},
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    ],
    [
      'an export that is no function',
      'exports.handler = 1;',
      {},
      { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is not a function' },
    ],
    [
      'a name without a dot',
      '',
      { handler: 'index' },
      { errorType: 'Runtime.MalformedHandlerName', errorMessage: 'Bad handler' },
    ],
    ['a name that leads out', '', { handler: '../index.handler' }, { errorType: 'Runtime.MalformedHandlerName' }],
    [
      'a syntax error',
      'exports.handler = async ( => 1;',
      {},
      { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: expect.stringMatching(/^SyntaxError: /) },
    ],
    [
      'an error at the top',
      'throw new RangeError("at the top");',
      {},
      { errorType: 'RangeError', errorMessage: 'at the top' },
    ],
    [
      'a callback under Node 24',
      'exports.handler = (event, context, done) => done();',
      {},
      {
        errorType: 'Runtime.CallbackHandlerDeprecated',
        errorMessage: expect.stringMatching(/^ERROR: AWS Lambda has removed support for callback-based/),
      },
    ],
    [
      'an exit at the top',
      'process.exit(4);',
      {},
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/exit status 4$/) },
    ],
    [
      'options that Node refuses',
      '',
      { environment: { NODE_OPTIONS: '--no-such-option' } },
      { errorType: 'Runtime.ExitError', errorMessage: expect.stringMatching(/exit status 9$/) },
    ],
  ])('%s', async (_, code, more, answer) => {
    const result = await run(code, more);
    expect(result.answer).toMatchObject(answer);
    expect(result.functionError).toBe('Unhandled');
    expect(result.logTail).toMatch(/REPORT RequestId: .*\tStatus: error\tError Type: /);
  });

  test('is tried anew at the next invocation', async () => {
    const code = `
      const fs = require('node:fs'); const mark = __dirname + '/tried';
      if (!fs.existsSync(mark)) { fs.writeFileSync(mark, ''); throw new Error('the first time'); }
      exports.handler = async () => 'loaded';`;
    const { name, answer } = await run(code);
    expect(answer).toMatchObject({ errorMessage: 'the first time' });
    expect((await fixture.invoke(name)).answer).toBe('loaded');
  });
});

describe('a worker that ends', () => {
  const once = (act: string) => `const { threadId } = require('node:worker_threads');
    exports.handler = async (event) => { if (event.act) { console.log('last words'); ${act} } return threadId; };`;

  test.each([
    [
      'exits with a status',
      'process.exit(3);',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(
          new RegExp(`^RequestId: ${REQUEST_ID} Error: Runtime exited with error: exit status 3$`),
        ),
      },
    ],
    [
      'exits without one',
      'process.exit();',
      {
        errorType: 'Runtime.ExitError',
        errorMessage: expect.stringMatching(/Error: Runtime exited without providing a reason$/),
      },
    ],
    [
      'throws outside of the handler',
      'setTimeout(() => { throw new RangeError("late"); }, 1); await new Promise(() => setTimeout(() => {}, 5000));',
      { errorType: 'RangeError', errorMessage: 'late' },
    ],
    [
      'leaves a rejection unhandled',
      'Promise.reject(new Error("lost")); await new Promise(() => setTimeout(() => {}, 5000));',
      { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' },
    ],
  ])('because it %s is reported and replaced, and its last words are kept', async (_, act, expected) => {
    const { name, answer, functionError, logTail } = await run(once(act), {}, { act: true });
    expect(answer).toMatchObject(expected);
    expect(functionError).toBe('Unhandled');
    expect(logTail).toContain('last words');
    const first = (await fixture.invoke(name)).answer;
    expect((await fixture.invoke(name)).answer).toBe(first);
  });

  test('between invocations is replaced unnoticed', async () => {
    const code = `let calls = 0; exports.handler = async () => { setTimeout(() => process.exit(1), 5); return ++calls; };`;
    const { name } = await run(code);
    // The second is either in time or lands on a worker that is just going; the third has a fresh one in any case.
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push((await fixture.invoke(name)).functionError);
    expect(answers.filter((error) => error === undefined).length).toBeGreaterThan(0);
  });
});
