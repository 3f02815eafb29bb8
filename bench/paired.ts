import { performance } from 'node:perf_hooks';

export interface Comparison {
  /** Medians, milliseconds. */
  baselineMs: number;
  candidateMs: number;
  /** Median over the pairs of baseline ÷ candidate: how many times as fast the candidate is. */
  ratio: number;
  /** The middle half of the pairs' ratios. */
  ratioQuartiles: [number, number];
}

/**
 * Times both in turn, so that what slows the machine down slows both: the two of a pair follow each other, and every
 * other pair begins with the other one.
 */
export async function comparePaired(
  baseline: () => unknown,
  candidate: () => unknown,
  { pairs, warmups }: { pairs: number; warmups: number },
): Promise<Comparison> {
  for (let run = 0; run < warmups; run += 1) {
    await baseline();
    await candidate();
  }
  const times: { baseline: number; candidate: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    if (pair % 2 === 0) {
      times.push({ baseline: await timeMs(baseline), candidate: await timeMs(candidate) });
    } else {
      const first = await timeMs(candidate);
      times.push({ baseline: await timeMs(baseline), candidate: first });
    }
  }
  const ratios = times.map((time) => time.baseline / time.candidate);
  return {
    baselineMs: quantile(
      times.map((time) => time.baseline),
      0.5,
    ),
    candidateMs: quantile(
      times.map((time) => time.candidate),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    ratioQuartiles: [quantile(ratios, 0.25), quantile(ratios, 0.75)],
  };
}

export function quantile(values: number[], fraction: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) * fraction)]!;
}

async function timeMs(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
