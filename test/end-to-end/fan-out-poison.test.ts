import { DeleteObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FanOutReplay } from '../../cli/fan-out/replay.ts';
import type { ShownFailure } from '../../cli/fan-out/show.ts';
import type { FailureSummary } from '../../cli/fan-out/summary.ts';
import { objectsUnder } from '../support/fan-out/consume.ts';
import { createFaults } from '../support/fan-out/faults.ts';
import { names } from '../support/fan-out/package.ts';
import { startFanOutStack } from '../support/fan-out/stack.ts';
import { createWitness, message, type Witness } from '../support/fan-out/witness.ts';
import { runTributary } from '../support/run-tributary.ts';

/**
 * Ten seconds for the function, four of which it sends in at most; changes are given up when they are three minutes old, which here
 * are three seconds.
 */
const impatient = { timeoutSeconds: 10, mapping: { MaximumRetryAttempts: 2, MaximumRecordAgeInSeconds: 180 } };

const { faults, hooks } = createFaults();
let fanOut: Awaited<ReturnType<typeof startFanOutStack>>;
let witness: Witness;

beforeAll(async () => {
  fanOut = await startFanOutStack(impatient, hooks);
  witness = createWitness(fanOut);
  // The function is loaded before time counts.
  await witness.write([[message()]]);
});
afterAll(() => fanOut?.discard());

describe('a fan-out that gives changes up early', () => {
  it('leaves a record that makes it throw to Lambda, which finds it in its batch and gives it up alone', async () => {
    faults.alter = (records) => {
      for (const { dynamodb } of records)
        if (dynamodb.NewImage?.Message?.S === 'poison') delete dynamodb.SequenceNumber;
    };
    const startedMs = fanOut.stack.clock.now();
    await witness.write([
      [
        ...Array.from({ length: 12 }, () => message()),
        message({ Message: { S: 'poison' } }),
        ...Array.from({ length: 12 }, () => message()),
      ],
    ]);
    faults.alter = () => {};
    expect((await witness.failures()).byLambda).toMatchObject([
      { condition: 'RetryAttemptsExhausted', ids: [expect.any(String)] },
    ]);
    expect(fanOut.stack.clock.now() - startedMs).toBeLessThan(180_000);
  });

  it('gives changes up when they are too old, records and all, and tells the later ones', async () => {
    faults.refuses = (operation) => operation === 'sns';
    const writing = witness.write([Array.from({ length: 25 }, () => message())]);
    // The lake does not wait for subscribers.
    await fanOut.laked(51);
    expect(fanOut.stack.eventSourceMappings.list()).toMatchObject([{ processed: 25, discarded: 1 }]);
    await writing;
    faults.refuses = () => false;
    const { byLambda } = await witness.failures();
    const tooOld = byLambda.filter(({ condition, ids }) => condition === 'RecordAgeExceeded' && ids.length > 1);
    expect(tooOld.flatMap(({ ids }) => ids).length).toBeGreaterThan(0);
    const [{ uuid } = { uuid: '' }] = fanOut.stack.eventSourceMappings.list();
    expect(tooOld[0]!.key).toMatch(
      new RegExp(
        `^aws/lambda/${uuid}/shardId-[0-9a-f-]+/\\d{4}/\\d\\d/\\d\\d/\\d{4}-\\d\\d-\\d\\dT[0-9.]{8}-[0-9a-f-]{36}$`,
      ),
    );
    const before = (await witness.taken()).moderation!.length;
    await witness.write([[message()]]);
    expect((await witness.taken()).moderation!.length).toBe(before + 1);
  });

  it('has lost nothing by any of this', () => witness.nothingIsLost());
});

describe('an operator on what Lambda gave up and the function put aside', () => {
  const errors = (verb: string, ...options: string[]) =>
    runTributary('errors', verb, 'ddb-fanout', '--endpoint', fanOut.stack.url, ...options);
  const printed = async <Answer>(verb: string, ...options: string[]): Promise<{ code: number; answer: Answer }> => {
    const { code, stdout } = await errors(verb, '--json', ...options);
    return { code, answer: JSON.parse(stdout) };
  };
  const underFunction = () => objectsUnder(fanOut.settings, 'aws/lambda/ddb-fanout/');

  it('is told by an alarm that it waits, and how much', async () => {
    // More than SNS takes.
    await witness.write([[message({ Message: { S: 'x'.repeat(300_000) } })]]);
    const { byLambda, byFunction } = await witness.failures();
    expect(byFunction).toMatchObject([{ target: 'moderation', reason: 'EntryTooLarge' }]);
    await turnOf(() => lastCount() === byLambda.length + byFunction.length);
    await turnOf(() => isRinging('tributary-dev-ticket-ddb-fanout-error-objects-waiting'));
  });

  it('sees both kinds summed up', async () => {
    const { byLambda } = await witness.failures();
    const { code, answer } = await printed<{ fanOut: FailureSummary }>('summary');
    const { groups, problems } = answer.fanOut;
    expect({ code, problems }).toEqual({ code: 0, problems: [] });
    const recordsOf = (reason: string) =>
      groups.filter((group) => group.reason === reason).reduce((sum, { records }) => sum + records, 0);
    for (const condition of ['RetryAttemptsExhausted', 'RecordAgeExceeded']) {
      const ids = byLambda.filter((one) => one.condition === condition).flatMap((one) => one.ids);
      expect({ condition, records: recordsOf(condition) }).toEqual({ condition, records: ids.length });
    }
    expect(groups.filter(({ condition }) => condition === 'Undeliverable')).toMatchObject([
      { target: 'moderation', reason: 'EntryTooLarge', records: 1, objects: 1 },
    ]);
  });

  it('sees of each whether it can be told again, or what would have to change', async () => {
    const { answer } = await printed<ShownFailure[]>('show', '--limit', '100');
    const refused = answer.filter((shown) => shown.refused);
    expect(refused).toMatchObject([{ target: 'moderation', refused: { until: 'the body of the route is smaller' } }]);
    expect(answer.length).toBeGreaterThan(2);
    const { stdout } = await errors('show', '--limit', '100');
    expect(stdout.split('can be told again')).toHaveLength(answer.length);
    expect(stdout).toContain('would be refused again: it is larger than moderation takes');
  });

  it('has it told again: what Lambda gave up reaches everybody, what is refused again waits, and the exit code says so', async () => {
    const { byLambda, byFunction } = await witness.failures();
    const objects = byLambda.length + byFunction.length;
    const records = [...byLambda, ...byFunction].flatMap(({ ids }) => ids).length;
    const [key] = (await underFunction()).keys();
    const { code, answer } = await printed<FanOutReplay>('replay');
    expect(answer).toEqual({
      dryRun: false,
      objects: { told: objects, failed: 0, unreadable: 0 },
      records: { told: records, failed: 0 },
      refused: 1,
      problems: [],
    });
    expect(code).toBe(1);
    expect(await witness.failures()).toMatchObject({ byLambda: [], byFunction: [{ reason: 'EntryTooLarge' }] });
    expect([...(await underFunction()).keys()]).toEqual([key]);
    expect((await objectsUnder(fanOut.settings, 'replayed/aws/lambda/')).size).toBe(objects);
    await witness.nothingIsLost();
  });

  it('is not told that all is done before it is', async () => {
    const refused = await errors('replay');
    expect(refused.stdout).toContain('put aside anew: a target refused the change again');
    expect(refused.code).toBe(1);
    const s3 = new S3Client(fanOut.settings);
    for (const Key of (await underFunction()).keys()) {
      await s3.send(new DeleteObjectCommand({ Bucket: names.bucket, Key }));
    }
    s3.destroy();
    const done = await errors('replay');
    expect(done.stdout).toContain('There was nothing to tell.');
    expect(done.code).toBe(0);
  });
});

/** What the inventory counted last, by its schedule alone: nobody else calls it here. */
function lastCount(): number | undefined {
  const { cloudwatch, clock } = fanOut.stack;
  const minute = 60_000;
  const to = Math.ceil(clock.now() / minute) * minute;
  return cloudwatch
    .statistics({
      namespace: 'Tributary/dev',
      metricName: 'ErrorObjects',
      dimensions: { service: 'dlq-reprocessor', DeliveryStream: 'ddb-fanout' },
      stat: 'Maximum',
      period: minute,
      from: to - 60 * minute,
      to,
    })
    .at(-1)?.value;
}

const isRinging = (name: string): boolean =>
  fanOut.stack.cloudwatch.alarms().some(({ alarmName, state }) => alarmName === name && state === 'ALARM');

/** Resolves at the first minute of the stack's clock at which something is so; the test's own time limit ends it. */
function turnOf(isSo: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = () => (isSo() ? resolve() : fanOut.stack.clock.after(60_000, look));
    look();
  });
}
