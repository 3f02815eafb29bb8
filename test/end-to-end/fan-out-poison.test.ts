import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFaults } from '../support/fan-out/faults.ts';
import { startFanOutStack } from '../support/fan-out/stack.ts';
import { createWitness, message, type Witness } from '../support/fan-out/witness.ts';

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
