import { describe, expect, it } from 'vitest';
import { asJson, asText, holds } from '../../../cli/demo/access-log/result.ts';
import { idIn, idOf, markOf, UNMARKED } from '../../../cli/demo/access-log/sample.ts';
import { linesOf, sampleRecords } from '../../../cli/demo/access-log/samples.ts';
import { createIdCounts } from '../../../lake/id-counts.ts';
import { verify } from '../../../lake/verify.ts';

const counts = (serials: number[]) => {
  const ids = createIdCounts();
  for (const serial of serials) ids.add(idOf(serial));
  return ids;
};

/** Five lines, the fifth of a private address. */
function resultOf(delivered: number[], failed: number[], dropped: number, reasons: Record<string, number> = {}) {
  const proof = verify({
    written: counts([1, 2, 3, 4, 5]),
    removedByTtl: counts([5]),
    delivered: counts(delivered),
    failed: counts(failed),
    dropped,
  });
  const streams = new Map([['access-log', { ...proof, rules: { PrivateAddress: dropped }, reasons, countries: {} }]]);
  return { streams, seconds: 1 };
}

describe('the sum of the access log demo', () => {
  it('holds where every line was delivered, dropped or failed', () => {
    const result = resultOf([1, 2, 3], [4], 1);
    expect(holds(result)).toBe(true);
    expect(JSON.parse(asJson(result))).toMatchObject({ written: 5, delivered: 3, failed: 1, dropped: 1, lost: 0 });
    expect(asText(result)).toContain('Nothing lost, nothing duplicated.');
  });

  it('points to the log of the transform where records failed without a reason of its own', () => {
    const text = 'access-log: 1 failed for no reason';
    expect(asText(resultOf([1, 2, 3], [4], 1))).toContain(text);
    expect(asText(resultOf([1, 2, 3], [4], 1, { InvalidJson: 1 }))).not.toContain(text);
  });

  it.each([
    ['a line is lost', [1, 2], [4], 1, { lost: 1 }],
    ['a line is there twice', [1, 2, 3, 3], [4], 1, { duplicated: 1 }],
    ['a loss and a repeat cancel out in number', [1, 2, 2], [4], 1, { lost: 1, duplicated: 1 }],
    ['a line that nobody sent is there', [1, 2, 3, 9], [4], 1, {}],
    ['more is dropped than may be', [1, 2, 3], [4], 2, {}],
    ['less is dropped than is missing', [1, 2, 3], [4], 0, { lost: 1 }],
  ])('is off where %s', (_, delivered, failed, dropped, expected) => {
    const result = resultOf(delivered, failed, dropped);
    expect(holds(result)).toBe(false);
    expect(JSON.parse(asJson(result))).toMatchObject(expected);
    expect(asText(result)).toContain('THE SUM IS OFF');
  });
});

describe('the lines of the access log demo', () => {
  it('are as many as were asked for, the same for the same seed, and known by their marks', () => {
    for (const stream of ['access-log', 'access-log-csv']) {
      const draw = () => [...sampleRecords(stream, linesOf(stream, 12_000), 3, 0)];
      const records = draw();
      const serials = records.flatMap(({ samples }) => samples.map(({ serial }) => serial));
      const wanted = Array.from({ length: linesOf(stream, 12_000) }, (_, index) => index + 1);
      const headers = stream === 'access-log-csv' ? wanted.filter((serial) => serial % 1_000 === 0) : [];
      expect(serials).toEqual(wanted.map((serial) => (headers.includes(serial) ? UNMARKED : serial)));
      expect(draw()).toEqual(records);
      const header = 'Time,ClientIP';
      for (const { data, samples } of records.slice(0, 2_000)) {
        const text = data.toString();
        if (!text.startsWith(header)) for (const { serial } of samples) expect(text).toContain(markOf(serial));
      }
    }
    expect(linesOf('access-log', 12_000) + linesOf('access-log-csv', 12_000)).toBe(12_000);
  });

  it('are none of them lost where all of them fail, the repeated headers of CSV included', () => {
    for (const stream of ['access-log', 'access-log-csv']) {
      const [written, failed] = [createIdCounts(), createIdCounts()];
      for (const { data, samples } of sampleRecords(stream, linesOf(stream, 12_000), 3, 0)) {
        for (const { serial } of samples) written.add(idOf(serial));
        const parts = stream === 'access-log' ? data.toString().split('\n') : [data.toString()];
        for (const part of parts) failed.add(idIn(part));
      }
      const evidence = { removedByTtl: createIdCounts(), delivered: createIdCounts(), dropped: 0 };
      expect(verify({ written, failed, ...evidence })).toMatchObject({ lost: 0, unexpected: 0, holds: true });
    }
  });

  it('have a mark that is found wherever it stands', () => {
    expect(idIn(`GET /${markOf(17)}/x`)).toEqual(idOf(17));
    expect(idIn('no mark')).not.toEqual(idOf(0));
  });
});
