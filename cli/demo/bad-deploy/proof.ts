import type { IdCounts } from '../../../lake/id-counts.ts';
import { verify } from '../../../lake/verify.ts';
import type { LocalStack } from '../../../local/stack.ts';
import type { Deployed } from '../../deployed/connect.ts';
import { replayText } from '../../errors/replay-text.ts';
import type { Progress } from '../../output.ts';
import { type DeliveryStreamFacts, metricTotal } from '../../proof/delivery-streams.ts';
import { readLog } from '../../proof/proof.ts';
import { replayAgain } from './again.ts';
import { areSame, countMisplaced, readErrors, readLayout, readParked } from './evidence.ts';
import type { BadDeployResult, LayoutResult } from './result.ts';
import type { Story } from './story.ts';

/** Counts everything from the objects, after replaying once more, twice at once, what had been replayed. */
export async function proveLayouts(
  { stack, story, progress }: { stack: LocalStack; story: Story; progress: Progress },
  deployed: Deployed,
  failed: Map<DeliveryStreamFacts, { ids: IdCounts }>,
  timeZones: Map<string, string>,
): Promise<Pick<BadDeployResult, 'written' | 'layouts'>> {
  const streamName = [...failed.keys()][0]!.sourceStream;
  const log = readLog(stack, streamName);
  const layouts = new Map<string, LayoutResult>();
  story.heading(stack.clock.now(), 'Once more, twice at once');
  story.say('The error objects are put back where they were, and two replays run at the same time.');
  for (const [layout, { ids }] of failed) {
    const { shortName } = layout;
    progress.update(`replaying ${shortName} once more, twice at once …`);
    const again = await replayAgain(stack, deployed, layout);
    for (const run of again.runs) story.command(`errors replay ${shortName}`, replayText(run));
    progress.update(`counting the objects of ${shortName} …`);
    const { rows, replayed, hours } = await readLayout(stack, layout);
    const parked = await readParked(stack, layout);
    const timeZone = /^\d{4}\/\d{2}\/\d{2}\/\d{2}$/.test([...hours.values()][0] ?? '') && timeZones.get(shortName);
    layouts.set(shortName, {
      verdict: verify({
        ...log,
        delivered: rows,
        failed: parked,
        dropped: metricTotal(stack, layout, 'Dropped'),
      }),
      failed: ids.total,
      replayed: replayed.total,
      parked: parked.total,
      addsUp: areSame(ids, replayed, parked),
      misplaced: timeZone ? countMisplaced(stack, streamName, hours, timeZone) : 0,
      errorsLeft: (await readErrors(stack, layout)).objects,
      again,
    });
  }
  story.heading(stack.clock.now(), 'The sum, counted from the objects');
  return { written: log.written.total, layouts };
}
