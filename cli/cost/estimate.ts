import { firehoseActivePartitionsMax, firehoseBufferSecondsMax } from '../../shared/limits.ts';
import { accessLogLines, fanOutLines, s3Lines, transformLines, watchLines } from './lake-lines.ts';
import { type CostLine, sumCents } from './lines.ts';
import type { Prices } from './prices.ts';
import { firehoseLines, kinesisLines, tableLines } from './stream-lines.ts';
import { type Volume, volumeOf } from './volume.ts';
import type { Workload } from './workload.ts';

/** What a workload costs in a month of 30 days, by the given prices. */
export interface Estimate {
  lines: CostLine[];
  totalCents: number;
  volume: Volume;
  /** What longer intervals would save, against the workload's own. */
  longer: { bufferSeconds: number; objects: number; savedCents: number }[];
  warnings: string[];
}

/** Intervals that are shown beside the chosen one, seconds. */
const INTERVALS_SHOWN = [120, 300, firehoseBufferSecondsMax];

/** Pure: the same workload and prices give the same estimate. */
export function estimate(workload: Workload, prices: Prices): Estimate {
  const { lines, volume } = linesOf(workload, prices);
  const totalCents = sumCents(lines);
  const longer = INTERVALS_SHOWN.filter((seconds) => seconds > workload.bufferSeconds).map((bufferSeconds) => {
    const other = linesOf({ ...workload, bufferSeconds }, prices);
    return { bufferSeconds, objects: objectCount(other.volume), savedCents: totalCents - sumCents(other.lines) };
  });
  return { lines, totalCents, volume, longer, warnings: warningsOf(workload, volume) };
}

export const objectCount = ({ objects, accessLog }: Volume): number =>
  objects.byLivestream + objects.byTime + objects.archive + accessLog.objects;

function linesOf(workload: Workload, prices: Prices): { lines: CostLine[]; volume: Volume } {
  const volume = volumeOf(workload);
  const lines = [
    ...tableLines(volume, workload, prices),
    ...kinesisLines(volume, workload, prices),
    ...firehoseLines(volume, prices),
    ...transformLines(volume, prices),
    ...s3Lines(volume, workload, prices),
    ...watchLines(volume, workload, prices),
    ...fanOutLines(volume, workload, prices),
    ...accessLogLines(volume, workload, prices),
  ];
  return { lines, volume };
}

function warningsOf({ livestreams, messagesPerSecond }: Workload, { messages, objects }: Volume): string[] {
  const warnings: string[] = [];
  if (livestreams > firehoseActivePartitionsMax) {
    warnings.push(
      `${livestreams} active livestreams are more than the ${firehoseActivePartitionsMax} partitions that a delivery stream keeps open by default: the rest would go to the error prefix. Have the quota raised.`,
    );
  }
  if (messages / objects.byLivestream < 100) {
    warnings.push(
      `An object by livestream holds ${(messages / objects.byLivestream).toFixed(0)} rows on average (${messagesPerSecond} messages/s over ${livestreams} livestreams): a longer interval makes fewer, larger objects, which queries read faster too.`,
    );
  }
  return warnings;
}
