import type { Comparison } from './paired.ts';

/** Runs `work` without what the handler logs. */
export async function quietly<Result>(work: () => Promise<Result>): Promise<Result> {
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  for (const stream of streams) stream.write = () => true;
  try {
    return await work();
  } finally {
    for (const [index, stream] of streams.entries()) stream.write = writes[index]!;
  }
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Both sides' time for a batch of `records` and records a second, the median ratio, and the middle half of all. */
export function comparisonText(comparison: Comparison, records: number): string {
  const { baselineMs, candidateMs, ratio, ratioQuartiles } = comparison;
  const [low, high] = ratioQuartiles;
  const middle = `(${low.toFixed(2)}–${high.toFixed(2)})`;
  return `${speed(baselineMs, records)}  ${speed(candidateMs, records)}  ${ratio.toFixed(2)}× ${middle}`;
}

function speed(milliseconds: number, records: number): string {
  const perSecond = Math.round((records / milliseconds) * 1_000).toLocaleString('en');
  return `${milliseconds.toFixed(1).padStart(5)} ms ${perSecond.padStart(8)}/s`.padEnd(23);
}
