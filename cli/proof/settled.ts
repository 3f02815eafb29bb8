import type { LocalStack } from '../../local/stack.ts';
import { type Progress, UserError } from '../output.ts';
import type { LogStreamFacts } from './delivery-streams.ts';

/** Longest wait without any record being delivered before giving up, real milliseconds. */
const STALLED_AFTER_MS = 60_000;

/** Waits until each delivery stream has settled `records` records, told by Firehose itself. Throws {@link UserError} when nothing moves any more. */
export async function waitUntilSettled(
  { firehose }: LocalStack,
  layouts: Pick<LogStreamFacts, 'name'>[],
  records: number,
  progress: Progress,
): Promise<void> {
  const settled = ({ name }: Pick<LogStreamFacts, 'name'>) => {
    const { delivered, failed, dropped, lost } = firehose.status(name);
    return delivered + failed + dropped + lost;
  };
  const least = () => Math.min(...layouts.map(settled));
  await new Promise<void>((resolve, reject) => {
    let stalled: NodeJS.Timeout | undefined;
    const check = () => {
      clearTimeout(stalled);
      const count = least();
      progress.update(
        `waiting for Firehose: ${count.toLocaleString('en')} of ${records.toLocaleString('en')} records in S3`,
      );
      if (count >= records) {
        unsubscribe();
        resolve();
        return;
      }
      stalled = setTimeout(() => {
        unsubscribe();
        reject(
          new UserError(
            `Nothing was delivered for ${STALLED_AFTER_MS / 1000} s; ${records - count} records are still on their way.`,
          ),
        );
      }, STALLED_AFTER_MS);
    };
    const unsubscribe = firehose.onProgress(check);
    check();
  });
  progress.done(
    `delivered ${records.toLocaleString('en')} records by ${layouts.length === 1 ? layouts[0]!.name : `${layouts.length} delivery streams`}`,
  );
}
