import {
  GetFunctionCommand,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  ListFunctionsCommand,
} from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRouter } from '../../../local/wire/router.ts';
import { createServer, type WireServer } from '../../../local/wire/server.ts';
import { ACCOUNT, createLambdaFixture, type LambdaFixture, REGION } from './fixture.ts';

let fixture: LambdaFixture;
let server: WireServer;
let client: LambdaClient;
let url: string;
beforeAll(async () => {
  fixture = createLambdaFixture();
  server = createServer({ route: createRouter({ targets: {}, lambda: fixture.lambda.handle }) });
  url = `http://127.0.0.1:${(await server.listen(0)).port}`;
  client = new LambdaClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
  await fixture.deploy(
    'greeter',
    'exports.handler = async (event) => { console.log("greeting"); if (event.fail) throw new Error("no"); return "hello " + event.name; };',
  );
});
afterAll(async () => {
  client.destroy();
  await server.close();
  await fixture.close();
});

const invoke = (more: Partial<InvokeCommandInput> = {}) =>
  client.send(new InvokeCommand({ FunctionName: 'greeter', Payload: Buffer.from('{"name":"you"}'), ...more }));

describe('Invoke', () => {
  test('answers with the handler’s JSON, and the log’s tail for who asks', async () => {
    const answer = await invoke({ LogType: 'Tail' });
    expect(answer).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(answer.FunctionError).toBeUndefined();
    expect(answer.Payload?.transformToString()).toBe('"hello you"');
    expect(Buffer.from(answer.LogResult!, 'base64').toString()).toMatch(
      /^(?:.*\n)?START .*\n.*\tgreeting\nEND .*\nREPORT .*\n$/,
    );
    expect((await invoke()).LogResult).toBeUndefined();
  });

  test('answers 200 with FunctionError for what the handler throws', async () => {
    const answer = await invoke({ Payload: Buffer.from('{"fail":true}') });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(answer.Payload!.transformToString())).toMatchObject({ errorType: 'Error', errorMessage: 'no' });
  });

  test.each([
    'greeter',
    'greeter:$LATEST',
    `${ACCOUNT}:function:greeter`,
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:greeter`,
    `arn:aws:lambda:${REGION}:${ACCOUNT}:function:greeter:$LATEST`,
  ])('finds %s', async (FunctionName) => {
    expect((await invoke({ FunctionName })).StatusCode).toBe(200);
    expect((await fixture.lambda.functions.invoke(FunctionName, '{}')).functionError).toBeUndefined();
  });

  test.each(['absent', 'greeter:alias', 'greeter:7'])('does not find %s', async (FunctionName) => {
    await expect(invoke({ FunctionName })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Function not found: arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`,
      $metadata: { httpStatusCode: 404 },
    });
    await expect(fixture.lambda.functions.invoke(FunctionName, '{}')).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
    });
  });

  test('DryRun runs nothing', async () => {
    fixture.lines.length = 0;
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    expect(fixture.lines).toEqual([]);
  });

  test('refuses what is no JSON and what is too large', async () => {
    await expect(invoke({ Payload: Buffer.from('{') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
    await expect(invoke({ Payload: Buffer.alloc(6_291_457, '1') })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
    await expect(invoke({ InvocationType: 'Event', Payload: Buffer.alloc(1_048_577, '1') })).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      message: '1048577 byte payload is too large for the Event invocation type (limit 1048576 bytes)',
    });
    await expect(invoke({ InvocationType: 'Event', Payload: Buffer.from('{') })).rejects.toMatchObject({
      name: 'InvalidRequestContentException',
    });
  });
});

describe('an asynchronous invocation', () => {
  const ended = async (count: number) => {
    while (fixture.lines.filter((line) => line.startsWith('REPORT')).length < count) await new Promise(setImmediate);
  };

  test('is accepted at once and tried three times, after one and two minutes', async () => {
    fixture.lines.length = 0;
    expect((await invoke({ InvocationType: 'Event', Payload: Buffer.from('{"fail":1}') })).StatusCode).toBe(202);
    await ended(1);
    await fixture.clock.advance(59_999);
    expect(fixture.clock.pendingTimers()).toBe(1);
    await fixture.clock.advance(1);
    await ended(2);
    await fixture.clock.advance(120_000);
    await ended(3);
    await fixture.clock.advance(3_600_000);
    expect(fixture.clock.pendingTimers()).toBe(0);
  });

  test('is not repeated when it succeeds', async () => {
    fixture.lines.length = 0;
    await invoke({ InvocationType: 'Event' });
    await ended(1);
    expect(fixture.clock.pendingTimers()).toBe(0);
  });
});

describe('the catalogue', () => {
  test('GetFunction and ListFunctions describe what is deployed', async () => {
    const described = {
      FunctionName: 'greeter',
      FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT}:function:greeter`,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Timeout: 10,
      MemorySize: 128,
      LastModified: '2026-01-01T00:00:00.000+0000',
      CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      State: 'Active',
    };
    const found = await client.send(new GetFunctionCommand({ FunctionName: 'greeter' }));
    expect(found.Configuration).toMatchObject(described);
    expect(found.Code?.Location).toMatch(/^file:.*\.zip$/);
    const { Functions } = await client.send(new ListFunctionsCommand({}));
    expect(Functions).toMatchObject([described]);
    await expect(client.send(new GetFunctionCommand({ FunctionName: 'absent' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('what is not there is refused by name', async () => {
    const response = await fetch(`${url}/2015-03-31/functions/greeter/policy`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      Message: expect.stringMatching(
        /does not implement GET .*policy\. It implements: GetFunction, Invoke, ListFunctions\./,
      ),
    });
  });
});
