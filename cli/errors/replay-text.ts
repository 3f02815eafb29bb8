import { isFinished, parkedRecords, type ReplayTotal } from './replay.ts';

const count = (value: number): string => value.toLocaleString('en');

/** What a replay came to, for people; the sum at its end adds up. */
export function replayText(total: ReplayTotal): string {
  const { stream, source, dryRun, schema, runs, records } = total;
  const what = source === 'parked' ? 'parked records' : 'failed records';
  const did = dryRun ? `A dry run over the ${what} of ${stream}` : `Replayed the ${what} of ${stream}`;
  const { restored, alreadyThere, dropped, unreadable, remaining, sentTo } = total;
  const parked = parkedRecords(total.parked);
  const lines: [label: string, records: number, note: string][] = [
    ['restored', restored, restoredInWords(total)],
    ['already there', alreadyThere, `${sentTo ? 'done' : 'written'} by an earlier run, or by another one`],
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
    `  ${'records'.padEnd(14)}${count(records).padStart(10)}  read`,
    ...repeatsInWords(total),
    ...objectsInWords(total),
    ...total.problems.map(
      ({ object, line, code, message }) => `  ! ${object}${line ? `:${line}` : ''}: ${code}: ${message}`,
    ),
    '',
    advice(total),
  ].join('\n');
}

function restoredInWords({ sentTo, dryRun }: ReplayTotal): string {
  if (sentTo === undefined) return dryRun ? 'would be written as rows' : 'written as rows';
  return dryRun ? `would be sent to ${sentTo}` : `accepted by ${sentTo}, which makes rows of them`;
}

/** Of delivery streams whose records are sent: each arrives at least once. */
function repeatsInWords({ sentTo, dryRun, perhapsRepeated = 0 }: ReplayTotal): string[] {
  if (sentTo === undefined || dryRun) return [];
  const note =
    perhapsRepeated > 0 ? 'sent, though they may have been accepted before: look for rows that are there twice' : '';
  return [`  ${'repeats'.padEnd(14)}${count(perhapsRepeated).padStart(10)}  ${note}`.trimEnd()];
}

/** What each outcome of an object is called, see `shared/error-object-replay.ts`. */
const outcomes: Record<keyof ReplayTotal['objects'], string> = {
  replayed: 'moved to replayed/',
  stayed: 'left where they were, for all of it would fail again',
  skipped: 'skipped for their error codes',
  refused: 'not read to their end',
  failed: 'failed by S3 or Firehose',
  gone: 'taken by another run',
  remaining: 'not looked at',
};

function objectsInWords({ objects, dryRun }: ReplayTotal): string[] {
  return Object.entries(outcomes).flatMap(([outcome, words]) => {
    const each = objects[outcome as keyof ReplayTotal['objects']];
    if (each === 0) return [];
    const done = outcome === 'replayed' && dryRun ? 'would be moved to replayed/' : words;
    return [`  ${'objects'.padEnd(14)}${count(each).padStart(10)}  ${done}`];
  });
}

function advice(total: ReplayTotal): string {
  const { stream, source, stoppedBy, dryRun, records } = total;
  if (stoppedBy === 'limit') return 'It stopped at its limit: run it again for the rest.';
  if (!isFinished(total)) return 'Not all is done, see above. Run it again: what is done is not done twice.';
  if (records === 0) return 'There was nothing to replay.';
  if (dryRun) return 'Nothing was written.';
  const wouldFail = parkedRecords(total.parked) + total.unreadable > 0;
  if (!wouldFail) return 'All done.';
  return source === 'parked'
    ? 'All done. What would fail again stays parked.'
    : `All done. What would fail again lies under parked/${stream}/: tributary errors parked ${stream}`;
}
