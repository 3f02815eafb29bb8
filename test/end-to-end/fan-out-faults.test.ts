import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkload } from '../../cli/workload/messages.ts';
import { createRandom } from '../../local/random.ts';
import { disordered } from '../support/fan-out/audit.ts';
import { changesOf } from '../support/fan-out/changes.ts';
import { createFaults } from '../support/fan-out/faults.ts';
import { startFanOutStack } from '../support/fan-out/stack.ts';
import { createWitness, message, type Witness } from '../support/fan-out/witness.ts';

const seed = 4;
const random = createRandom(seed);
console.log(`seed ${seed}`);

const { faults, hooks } = createFaults();
let fanOut: Awaited<ReturnType<typeof startFanOutStack>>;
let witness: Witness;

beforeAll(async () => {
  fanOut = await startFanOutStack({}, hooks);
  witness = createWitness(fanOut);
});
afterAll(() => fanOut?.discard());

describe('the fan-out as it ships', () => {
  it('tells every change in order while targets throttle, whole calls and single entries', async () => {
    const { inserts, edits, removals } = createWorkload({ livestreams: 10, messagesPerLivestream: 30, seed });
    faults.refuses = (operation) => /^sns$|SendMessageBatch|PutRecordBatch/.test(operation) && random() < 0.1;
    faults.throttlesEntry = (operation) => operation.includes('Put') && random() < 0.1;
    for (const batches of [inserts, edits, removals]) await witness.write(batches);
    faults.refuses = faults.throttlesEntry = () => false;
    await witness.nothingIsLost();
    const changes = await changesOf(fanOut.settings);
    const { 'livestream-queue': queue, 'livestream-stream': stream } = await witness.taken();
    expect(disordered(changes, queue!)).toEqual([]);
    expect(disordered(changes, stream!)).toEqual([]);
  });

  it('waits for a target that is away for a minute, and holds up no other', async () => {
    await fanOut.archived();
    const before = await witness.taken();
    const backAtMs = fanOut.stack.clock.now() + 60_000;
    faults.refuses = (operation) => operation === 'sns' && fanOut.stack.clock.now() < backAtMs;
    const batch = Array.from({ length: 25 }, () => message());
    await witness.write([batch]);
    expect(fanOut.stack.clock.now()).toBeGreaterThan(backAtMs);
    await fanOut.archived();
    for (const [target, ids] of Object.entries(await witness.taken())) {
      const known = new Set(before[target]);
      const added = new Set(ids.filter((id) => !known.has(id)));
      expect({ target, changes: added.size }).toEqual({ target, changes: 25 });
    }
    expect((await witness.failures()).byLambda).toEqual([]);
  });

  it('puts aside what is too large for a target, for that one alone, and goes on', async () => {
    // 256 KiB is what SNS takes; DynamoDB takes 400 KB.
    await witness.write([[message(), message({ Message: { S: 'x'.repeat(300_000) } }), message()]]);
    const { byFunction, byLambda } = await witness.failures();
    expect(byLambda).toEqual([]);
    expect(byFunction).toMatchObject([{ target: 'moderation', reason: 'EntryTooLarge' }]);
  });

  it('puts aside for every target what is too large for all', async () => {
    // Escaped, both images together are more than any service takes.
    const large = message({ Message: { S: '"'.repeat(390_000) } });
    const item = large.PutRequest!.Item!;
    await witness.write([[large]]);
    await witness.write([[{ PutRequest: { Item: { ...item, Message: { S: `${'"'.repeat(390_000)}!` } } } }]]);
    const [last] = (await changesOf(fanOut.settings)).slice(-1);
    const { byFunction } = await witness.failures();
    const targets = byFunction.filter(({ ids }) => ids.includes(last!.id)).map(({ target }) => target);
    expect(targets.sort()).toEqual([
      'changes-archive',
      'domain-events',
      'livestream-queue',
      'livestream-stream',
      'moderation',
    ]);
  });

  it('puts aside a record that it cannot read, and tells its neighbours', async () => {
    faults.alter = (records) => {
      for (const record of records)
        if (record.dynamodb.NewImage?.Message?.S === 'unreadable') record.eventName = 'UPSERT';
    };
    await witness.write([[message(), message({ Message: { S: 'unreadable' } }), message()]]);
    const { byFunction } = await witness.failures();
    const [unreadable] = byFunction.filter(({ target }) => target === undefined);
    expect(unreadable).toMatchObject({ reason: 'NotAChangeRecord', ids: [expect.any(String)] });
  });

  it('has lost nothing by any of this', () => witness.nothingIsLost());
});
