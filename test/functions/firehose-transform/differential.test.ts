import { describe, expect, it } from 'vitest';
import { createTransform } from '../../../functions/firehose-transform/transform.ts';
import { createRandom } from '../../../local/random.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { lambdaPayloadBytesMax } from '../../../shared/limits.ts';
import { failureReasons } from '../../../shared/verdict.ts';
import { createFuzz } from '../../support/fuzz-records.ts';
import { type ReferenceOptions, type ReferenceVerdict, referenceTransform } from '../../support/reference-transform.ts';

const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 2 ** 32);
/** Batches of up to 24 records. */
const runs = Number(process.env.FUZZ_RUNS ?? 2_000);

function tallyOf(verdicts: ReferenceVerdict[]) {
  const failures = verdicts.flatMap((verdict) =>
    verdict.result === 'ProcessingFailed' ? [`${verdict.reason} ${verdict.path}`] : [],
  );
  const counts = new Map<string, number>();
  for (const failure of failures) counts.set(failure, (counts.get(failure) ?? 0) + 1);
  return {
    received: verdicts.length,
    ok: verdicts.filter(({ result }) => result === 'Ok').length,
    dropped: verdicts.filter(({ result }) => result === 'Dropped').length,
    failed: failures.length,
    failures: Object.fromEntries(counts),
  };
}

describe('the transform against the plain reference', () => {
  it(`answers ${runs} random batches with the same bytes and for the same reasons (seed ${seed})`, {
    timeout: 3_600_000,
  }, () => {
    const fuzz = createFuzz(createRandom(seed));

    /** A limit within a byte of what the response measures with some answers in it and the others refused. */
    function limitNear(batch: { recordId: string; data: unknown }[], options: ReferenceOptions): number {
      const { records } = referenceTransform(batch, options).response;
      const answered = fuzz.below(records.length + 1);
      const refusals = batch.slice(answered).map(({ recordId }) => ({ recordId, result: 'ProcessingFailed' }));
      return (
        Buffer.byteLength(JSON.stringify({ records: [...records.slice(0, answered), ...refusals] })) + fuzz.below(3) - 1
      );
    }

    const seen = new Map<string, number>();
    let records = 0;

    for (let run = 0; run < runs; run += 1) {
      const batch = Array.from({ length: fuzz.below(25) }, () => ({ recordId: fuzz.recordId(), data: fuzz.data() }));
      const partitionKeys = fuzz.chance(0.5) ? (['LivestreamID'] as const) : [];
      const unlimited = { partitionKeys, responseBytesMax: lambdaPayloadBytesMax };
      const options = {
        partitionKeys,
        responseBytesMax: fuzz.chance(0.5) ? lambdaPayloadBytesMax : limitNear(batch, unlimited),
      };
      const expected = referenceTransform(batch, options);
      const { response, tally } = createTransform(chatMessage, options)({ records: batch });

      const where = `seed ${seed}, batch ${run}`;
      expect(JSON.stringify(response), where).toBe(JSON.stringify(expected.response));
      const { failedByReason, failures, ...sums } = tally;
      const named = Object.fromEntries(failures.map(({ reason, path, count }) => [`${reason} ${path}`, count]));
      expect({ ...sums, failures: named }, where).toEqual(tallyOf(expected.verdicts));

      records += batch.length;
      for (const verdict of expected.verdicts) {
        const kind = verdict.result === 'ProcessingFailed' ? verdict.reason : verdict.result;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
      }
    }

    console.log(`differential fuzz: seed ${seed}, ${records} records, ${JSON.stringify(Object.fromEntries(seen))}`);
    // A generator that no longer reaches a verdict proves nothing about it.
    expect([...seen.keys()].sort()).toEqual(['Dropped', 'Ok', ...failureReasons].sort());
  });
});
