import type { Verdict } from '../../../lake/verify.ts';
import { table } from '../../output.ts';
import type { Again } from './again.ts';

/** What became of the records of one delivery stream, counted from the objects. */
export interface LayoutResult {
  verdict: Verdict;
  /** Records under the error prefix before the replay. */
  failed: number;
  /** Rows that the replay wrote. */
  replayed: number;
  parked: number;
  /** What failed is what was replayed and what was parked, record by record. */
  addsUp: boolean;
  /** Replayed rows of a layout by hour that lie in another hour than that of their arrival. */
  misplaced: number;
  /** Objects under the error prefix at the end. */
  errorsLeft: number;
  again: Again;
}

export interface BadDeployResult {
  /** Records in the stream's log. */
  written: number;
  /** By short name of the delivery stream. */
  layouts: Map<string, LayoutResult>;
  /** Alarms that rang. All of them were over at the end, or there would be no result. */
  alarms: string[];
  seconds: number;
}

const sumOf = ({ layouts }: BadDeployResult, pick: (layout: LayoutResult) => number): number =>
  [...layouts.values()].reduce((sum, layout) => sum + pick(layout), 0);

/** Whether everything is as it must be. */
export const holds = (result: BadDeployResult): boolean =>
  [...result.layouts.values()].every(
    ({ verdict, addsUp, misplaced, errorsLeft, replayed, again }) =>
      verdict.holds && addsUp && misplaced === 0 && errorsLeft === 0 && replayed > 0 && isQuiet(again),
  );

/** Both runs reported everything as there already, and wrote nothing. */
const isQuiet = ({ runs, objectsWritten }: Again): boolean =>
  objectsWritten === 0 && runs.every(({ records, alreadyThere, complete }) => complete && records === alreadyThere);

/** `failed`, `replayed`, `parked`, `lost`, `duplicated`, `errorsLeft` are sums over the delivery streams: each meets every record. */
export function asJson(result: BadDeployResult): string {
  const { written, layouts, alarms, seconds } = result;
  return JSON.stringify({
    scenario: 'bad-deploy',
    written,
    failed: sumOf(result, ({ failed }) => failed),
    replayed: sumOf(result, ({ replayed }) => replayed),
    parked: sumOf(result, ({ parked }) => parked),
    lost: sumOf(result, ({ verdict }) => verdict.lost),
    duplicated: sumOf(result, ({ verdict }) => verdict.duplicated),
    errorsLeft: sumOf(result, ({ errorsLeft }) => errorsLeft),
    misplaced: sumOf(result, ({ misplaced }) => misplaced),
    again: {
      alreadyThere: sumOf(result, ({ again }) => again.runs.reduce((sum, { alreadyThere }) => sum + alreadyThere, 0)),
      objectsWritten: sumOf(result, ({ again }) => again.objectsWritten),
    },
    alarms,
    layouts: Object.fromEntries(
      [...layouts].map(([name, { verdict, failed, replayed, parked }]) => [
        name,
        { delivered: verdict.delivered, failed, replayed, parked, dropped: verdict.dropped },
      ]),
    ),
    seconds: Number(seconds.toFixed(1)),
  });
}

export function asText(result: BadDeployResult): string {
  const rows = [...result.layouts].map(([name, { verdict, failed, replayed, parked, errorsLeft }]) => [
    name,
    verdict.written,
    failed,
    replayed,
    parked,
    verdict.delivered,
    verdict.dropped,
    verdict.lost,
    verdict.duplicated,
    errorsLeft,
  ]);
  const header = [
    'delivery stream',
    'written',
    'failed',
    'replayed',
    'parked',
    'rows',
    'dropped',
    'lost',
    'duplicated',
  ];
  return [
    table([...header, 'errors left'], rows),
    '',
    holds(result)
      ? 'Every valid message is exactly once in both layouts; what failed is what was replayed and what was parked, record by record.'
      : 'THE SUM IS OFF: see above.',
    ...[...result.layouts].flatMap(([name, { verdict }]) =>
      Object.entries(verdict.examples).flatMap(([kind, ids]) =>
        ids.length > 0 ? [`  ! ${name}, ${kind}: ${ids.join(', ')}`] : [],
      ),
    ),
  ].join('\n');
}
