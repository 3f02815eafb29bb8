import { printable } from '../errors/in-words.ts';
import { type FanOutReplay, isAllTold } from './replay.ts';

const count = (value: number): string => value.toLocaleString('en').padStart(10);

/** What a replay came to, for people. */
export function fanOutReplayText(replay: FanOutReplay): string {
  const { dryRun, objects, records, refused, problems } = replay;
  const lines: [label: string, value: number, note: string][] = [
    [
      'told',
      records.told,
      dryRun
        ? 'would be handed to the function again'
        : 'handed to the function again: subscribers know repeats by their ids',
    ],
    ['failed', records.failed, 'not told to the end, still where they were'],
  ];
  const objectLines: [label: string, value: number, note: string][] = [
    ['objects', objects.told, dryRun ? 'would be moved to replayed/' : 'moved to replayed/'],
    ['objects', objects.failed, 'left'],
    ['objects', objects.unreadable, 'not read'],
    ['objects', refused, 'put aside anew: a target refused the change again'],
  ];
  const lineOf = ([label, value, note]: (typeof lines)[number]) =>
    `  ${label.padEnd(10)}${count(value)}  ${value ? note : ''}`.trimEnd();
  return [
    dryRun ? 'A dry run over the changes that could not be told.' : 'Told again the changes that could not be told.',
    '',
    ...lines.map(lineOf),
    ...objectLines.filter(([, value]) => value > 0).map(lineOf),
    ...problems.map((problem) => `  ! ${printable(problem)}`),
    '',
    adviceOn(replay),
  ].join('\n');
}

function adviceOn(replay: FanOutReplay): string {
  const { objects, stoppedBy, dryRun, refused } = replay;
  if (stoppedBy === 'limit') return 'It stopped at its limit: run it again for the rest.';
  if (objects.failed > 0) return 'Not all is told, see above. Run it again: it may tell some of it twice.';
  if (objects.told === 0 && isAllTold(replay)) return 'There was nothing to tell.';
  if (dryRun) return 'Nothing was told, nothing was moved.';
  if (refused > 0)
    return 'What is refused again stays: mend the target or the route (docs/subscribers.md), or delete the objects.';
  return isAllTold(replay) ? 'All done.' : 'All done but what could not be read, see above.';
}
