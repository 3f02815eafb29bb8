import { isFinished, parkedRecords, type ReplayTotal } from './replay.ts';

const count = (value: number): string => value.toLocaleString('en');

/** What a replay came to, for people; the sum at its end adds up. */
export function replayText(total: ReplayTotal): string {
  const { stream, source, dryRun, schema, runs, records, objects } = total;
  const what = source === 'parked' ? 'parked records' : 'failed records';
  const did = dryRun ? `A dry run over the ${what} of ${stream}` : `Replayed the ${what} of ${stream}`;
  const { restored, alreadyThere, dropped, unreadable, remaining } = total;
  const parked = parkedRecords(total.parked);
  const lines: [label: string, records: number, note: string][] = [
    ['restored', restored, dryRun ? 'would be written as rows' : 'written as rows'],
    ['already there', alreadyThere, 'written by an earlier run, or by another one'],
    ['dropped', dropped, 'left out by rule'],
    [
      'parked',
      parked,
      Object.entries(total.parked)
        .map(([reason, each]) => `${reason} ${count(each)}`)
        .join(', '),
    ],
    ['unreadable', unreadable, 'parked: the line is no error record'],
    ['remaining', remaining, 'still where they were'],
  ];
  return [
    `${did}, in ${runs} run${runs === 1 ? '' : 's'}, judged by schema ${schema}.`,
    '',
    ...lines.map(([label, each, note]) =>
      `  ${label.padEnd(14)}${count(each).padStart(10)}  ${each ? note : ''}`.trimEnd(),
    ),
    `  ${'records'.padEnd(14)}${count(records).padStart(10)}  in ${objectsInWords(objects)}`,
    ...total.problems.map(
      ({ object, line, code, message }) => `  ! ${object}${line ? `:${line}` : ''}: ${code}: ${message}`,
    ),
    '',
    advice(total),
  ].join('\n');
}

function objectsInWords(objects: ReplayTotal['objects']): string {
  const parts = Object.entries(objects).filter(([, each]) => each > 0);
  if (parts.length === 0) return 'no objects';
  return `objects: ${parts.map(([outcome, each]) => `${count(each)} ${outcome}`).join(', ')}`;
}

function advice(total: ReplayTotal): string {
  const { stream, source, stoppedBy, dryRun, records } = total;
  if (stoppedBy === 'limit') return 'It stopped at its limit: run it again for the rest.';
  if (!isFinished(total)) return 'Not all is done, see above. Run it again: what is done is not done twice.';
  if (records === 0) return 'There was nothing to replay.';
  const hasParked = parkedRecords(total.parked) + total.unreadable > 0;
  if (hasParked && source === 'errors') {
    return dryRun
      ? 'Nothing was written. What would fail again would be parked.'
      : `All done. What would fail again lies under parked/${stream}/: tributary errors parked ${stream}`;
  }
  return dryRun ? 'Nothing was written.' : 'All done.';
}
