import type { LocalStack } from '../../local/stack.ts';
import { openLakeOn } from '../lake-of.ts';
import { table } from '../output.ts';

/** What SQL counts for one livestream: the rows in each layout, and the messages in the view of the current state. */
export interface LivestreamRows {
  livestreamId: string;
  byLivestream: number;
  byTime: number;
  current: number;
}

export async function countRowsPerLivestream(
  livestreamIds: string[],
  stack: LocalStack,
  s3Directory: string,
): Promise<LivestreamRows[]> {
  const lake = await openLakeOn(stack.resources, s3Directory, stack.clock.now);
  const countsOf = async (sql: string) =>
    new Map((await lake.query(sql)).rows.map(([id, count]) => [String(id), Number(count)]));
  try {
    const ids = livestreamIds.map((id) => `'${id}'`).join(', ');
    const byLivestream = await countsOf(
      `SELECT livestreamid, count(*) FROM chat_by_livestream WHERE livestreamid IN (${ids}) GROUP BY 1`,
    );
    const byTime = await countsOf('SELECT livestreamid, count(*) FROM chat_by_time GROUP BY 1');
    const current = await countsOf('SELECT livestreamid, count(*) FROM chat_messages_current GROUP BY 1');
    return livestreamIds.map((livestreamId) => ({
      livestreamId,
      byLivestream: byLivestream.get(livestreamId) ?? 0,
      byTime: byTime.get(livestreamId) ?? 0,
      current: current.get(livestreamId) ?? 0,
    }));
  } finally {
    await lake.close();
  }
}

export const rowsTable = (rows: LivestreamRows[]): string =>
  table(
    ['livestream', 'chat_by_livestream', 'chat_by_time', 'chat_messages_current'],
    rows.map(({ livestreamId, byLivestream, byTime, current }) => [livestreamId, byLivestream, byTime, current]),
  );
