import { gunzipSync, gzipSync } from 'node:zlib';
import type { Carried } from './carried.ts';
import type { SentRecords } from './ledger.ts';
import { leftKey } from './names.ts';
import { readWhole } from './object-store.ts';
import type { Replay } from './replay.ts';
import type { Sent } from './send-records.ts';

/**
 * Sends the records of an entry to the delivery stream, or those that are left of them. False if some were not accepted: the
 * report says why. Throws what the store throws.
 */
export async function sendOf(write: SentRecords, carried: Carried, replay: Replay): Promise<boolean> {
  const { stream, report, send, remainingMs } = replay;
  const { source, isOwn } = carried;
  if (stream.writer.kind !== 'delivery-stream') {
    throw new Error(`The ledger has records of ${source.key} be sent, and ${stream.name} has its rows written.`);
  }
  const records = linesOf((isOwn ? undefined : await readLeft(carried, replay)) ?? write.text);
  report.alreadyThere += write.records - records.length;
  // Of an entry that another run began, any record may have been accepted before that run died.
  const sent = await send(stream.writer.name, records, { isRepeated: !isOwn, remainingMs });
  report.restored += sent.accepted;
  report.perhapsRepeated = (report.perhapsRepeated ?? 0) + sent.perhapsRepeated;
  if (sent.left.length === 0) return true;
  tell(sent, stream.writer.name, carried, replay);
  // Should this fail, or not be reached, the next run sends again what was accepted.
  if (sent.accepted > 0) await writeLeft(sent.left, carried, replay);
  return false;
}

const linesOf = (text: string): string[] => text.split('\n').slice(0, -1);

async function readLeft({ range, source }: Carried, { stream, store }: Replay): Promise<string | undefined> {
  const body = await readWhole(store, leftKey(stream.name, source, range.first));
  return body && gunzipSync(body).toString();
}

async function writeLeft(
  left: readonly string[],
  { range, source }: Carried,
  { stream, store }: Replay,
): Promise<void> {
  const text = left.map((record) => `${record}\n`).join('');
  await store.put(leftKey(stream.name, source, range.first), gzipSync(text, { level: 1 }));
}

function tell({ left, because, refusal }: Sent, deliveryStream: string, { source }: Carried, { report }: Replay): void {
  report.stoppedBy = because === 'time' ? 'time' : 'failures';
  const { code, message } = refusal ?? { code: 'Unknown', message: 'nothing more.' };
  const why = {
    time: `did not accept ${left.length} records in the time of this run. Run it again`,
    stuck: `did not accept ${left.length} records, however often they were sent. Wait, then run it again`,
    refused: 'cannot be written to. See that it is there and that this function may write to it, then run it again',
  }[because ?? 'stuck'];
  report.problems.push({
    object: source.key,
    code,
    message: `The delivery stream ${deliveryStream} ${why}. Firehose says: ${message}`,
  });
}
