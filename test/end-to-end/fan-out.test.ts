import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkload } from '../../cli/workload/messages.ts';
import { audit, disordered } from '../support/fan-out/audit.ts';
import { type Change, changesOf, isForModeration } from '../support/fan-out/changes.ts';
import { archivedRecords, objectsUnder, streamRecords } from '../support/fan-out/consume.ts';
import { names } from '../support/fan-out/package.ts';
import { startFanOutStack } from '../support/fan-out/stack.ts';
import { idsOf } from '../support/fan-out/witness.ts';

const { inserts, edits, removals } = createWorkload({ livestreams: 10, messagesPerLivestream: 292, seed: 4 });
const written = [inserts, edits, removals].flat(2).length;

let fanOut: Awaited<ReturnType<typeof startFanOutStack>>;
let changes: Change[];

beforeAll(async () => {
  fanOut = await startFanOutStack();
  const startedMs = performance.now();
  for (const batches of [inserts, edits, removals]) await fanOut.write(batches);
  await fanOut.told(written);
  const seconds = (performance.now() - startedMs) / 1000;
  const megabytes = Math.round(process.memoryUsage.rss() / 2 ** 20);
  console.log(`${written} changes told to 5 targets, ${Math.round(written / seconds)}/s; ${megabytes} MB`);
  await fanOut.archived();
  changes = await changesOf(fanOut.settings);
});
afterAll(() => fanOut?.discard());

const all = () => ({ changes: written, repeats: 0, missing: 0, unknown: 0 });

describe('every change of the table', () => {
  it('is in its stream', () => {
    expect(changes).toHaveLength(written);
  });

  it('is an event on the bus, which a rule takes to a queue', async () => {
    expect(audit(changes, await fanOut.idsIn(names.captured))).toEqual(all());
  });

  it('that the filter lets through is in the moderation queue', async () => {
    const expected = changes.filter(isForModeration);
    expect(expected.length).toBeLessThan(changes.length);
    expect(audit(expected, await fanOut.idsIn(names.moderation))).toEqual({ ...all(), changes: expected.length });
  });

  it('is in the archive, with both images whole', async () => {
    const records = await archivedRecords(fanOut.settings);
    expect(audit(changes, idsOf(records))).toEqual(all());
    const byId = new Map(changes.map((change) => [change.id, change]));
    const differing = records
      .map((text) => JSON.parse(text) as { eventID: string; dynamodb: { NewImage?: unknown; OldImage?: unknown } })
      .filter(({ eventID, dynamodb }) => {
        const { newImage, oldImage } = byId.get(eventID)!;
        return !isDeepStrictEqual([dynamodb.NewImage, dynamodb.OldImage], [newImage, oldImage]);
      });
    expect(differing).toEqual([]);
  });

  it('is in the data stream, those of a livestream in their order', async () => {
    const ids = idsOf(await streamRecords(fanOut.settings));
    expect(audit(changes, ids)).toEqual(all());
    expect(disordered(changes, ids)).toEqual([]);
  });

  it('is in the FIFO queue, those of a livestream in their order', async () => {
    const ids = await fanOut.idsIn(names.fifo);
    expect(audit(changes, ids)).toEqual(all());
    expect(disordered(changes, ids)).toEqual([]);
  });

  it('reached all of them: nothing is in the failure destination', async () => {
    expect((await objectsUnder(fanOut.settings, 'aws/lambda/')).size).toBe(0);
  });
});
