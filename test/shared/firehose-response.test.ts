import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startFirehoseResponse } from '../../shared/firehose-response.ts';
import { lambdaPayloadBytesMax } from '../../shared/limits.ts';

const sizeOf = (response: unknown) => Buffer.byteLength(JSON.stringify(response));

describe('a Firehose response', () => {
  it('holds data and partition keys of what is Ok, and nothing of what is not', () => {
    const answer = startFirehoseResponse(['1', '2', '3', '4'], lambdaPayloadBytesMax);
    answer.ok('1', 'AAAA', { LivestreamID: 'live-1' });
    answer.ok('2', 'BBBB', {});
    answer.without('3', 'Dropped');
    answer.without('4', 'ProcessingFailed');
    expect(answer.response).toEqual({
      records: [
        { recordId: '1', result: 'Ok', data: 'AAAA', metadata: { partitionKeys: { LivestreamID: 'live-1' } } },
        { recordId: '2', result: 'Ok', data: 'BBBB' },
        { recordId: '3', result: 'Dropped' },
        { recordId: '4', result: 'ProcessingFailed' },
      ],
    });
    expect(answer.bytes).toBe(sizeOf(answer.response));
  });

  it('of no records measures what its frame does', () => {
    const answer = startFirehoseResponse([], lambdaPayloadBytesMax);
    expect(answer.bytes).toBe(sizeOf({ records: [] }));
  });

  it('counts every byte that JSON.stringify writes, and refuses what would not leave room for refusing the rest', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', '\n', 'é', '안', '😀', '\ud800', '1') });
    const record = fc.record({
      recordId: text,
      verdict: fc.constantFrom('Ok', 'Ok', 'Dropped', 'ProcessingFailed'),
      data: fc.base64String({ maxLength: 80 }),
      partitionKeys: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
    });
    fc.assert(
      fc.property(fc.array(record), fc.nat({ max: 2_000 }), (records, bytesMax) => {
        const answer = startFirehoseResponse(
          records.map(({ recordId }) => recordId),
          bytesMax,
        );
        const refusals = records.map(({ recordId }) => ({ recordId, result: 'ProcessingFailed' }));
        const refused = sizeOf({ records: refusals });
        for (const [index, { recordId, verdict, data, partitionKeys }] of records.entries()) {
          const before = answer.bytes;
          if (verdict === 'Ok' && !answer.ok(recordId, data, partitionKeys)) {
            expect(answer.bytes).toBe(before);
            answer.without(recordId, 'ProcessingFailed');
            const hasKeys = Object.keys(partitionKeys).length > 0;
            const denied = { recordId, result: 'Ok', data, ...(hasKeys && { metadata: { partitionKeys } }) };
            const rest = refusals.slice(index + 1);
            expect(sizeOf({ records: [...answer.response.records.slice(0, index), denied, ...rest] })).toBeGreaterThan(
              bytesMax,
            );
          } else if (verdict !== 'Ok') {
            answer.without(recordId, verdict as 'Dropped' | 'ProcessingFailed');
          }
          expect(answer.bytes).toBe(sizeOf({ records: [...answer.response.records, ...refusals.slice(index + 1)] }));
        }
        expect(answer.bytes).toBeLessThanOrEqual(Math.max(bytesMax, refused));
      }),
      { numRuns: 500 },
    );
  });

  it('fits one record to the byte', () => {
    const whole = sizeOf({ records: [{ recordId: '1', result: 'Ok', data: 'AAAA' }] });
    expect(startFirehoseResponse(['1'], whole).ok('1', 'AAAA', {})).toBe(true);
    expect(startFirehoseResponse(['1'], whole - 1).ok('1', 'AAAA', {})).toBe(false);
  });

  it("goes up to Lambda's limit and not over it", () => {
    const recordIds = Array.from({ length: 8_000 }, (_, index) => `record-${index}`);
    const answer = startFirehoseResponse(recordIds, lambdaPayloadBytesMax);
    for (const recordId of recordIds) {
      if (!answer.ok(recordId, 'A'.repeat(1_000), { LivestreamID: 'live-1' }))
        answer.without(recordId, 'ProcessingFailed');
    }
    const refused = answer.response.records.findIndex(({ result }) => result !== 'Ok');
    expect(refused).toBeGreaterThan(5_000);
    expect(sizeOf(answer.response)).toBe(answer.bytes);
    expect(answer.bytes).toBeLessThanOrEqual(lambdaPayloadBytesMax);
    expect(answer.bytes).toBeGreaterThan(lambdaPayloadBytesMax - 1_200);
  });
});
