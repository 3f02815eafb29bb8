import type { LocalStack } from '../../local/stack.ts';
import { openLakeOn } from '../lake-of.ts';
import { table } from '../output.ts';

/** What SQL counts for each livestream: in both layouts, and in the view of the current state. */
export async function rowsPerLivestream(
  livestreamIds: string[],
  stack: LocalStack,
  s3Directory: string,
): Promise<string> {
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
    return table(
      ['livestream', 'chat_by_livestream', 'chat_by_time', 'chat_messages_current'],
      livestreamIds.map((id) => [id, byLivestream.get(id) ?? 0, byTime.get(id) ?? 0, current.get(id) ?? 0]),
    );
  } finally {
    await lake.close();
  }
}
