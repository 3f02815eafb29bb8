import { encodeEntry, type SentRecords } from './ledger.ts';
import { ledgerKey } from './names.ts';
import type { Replay } from './replay.ts';
import type { Carried } from './replay-range.ts';
import type { Sent } from './send-records.ts';

/**
 * Sends the records of an entry to the delivery stream. False if some were not accepted: those are then all that the entry still
 * holds, and the report says why. Throws what the store throws.
 */
export async function sendOf(write: SentRecords, carried: Carried, replay: Replay): Promise<boolean> {
  const { stream, report, send, remainingMs } = replay;
  const { source, isOwn } = carried;
  if (stream.writer.kind !== 'delivery-stream') {
    throw new Error(`The ledger has records of ${source.key} be sent, and ${stream.name} has its rows written.`);
  }
  report.alreadyThere += write.accepted;
  const records = write.text.split('\n').slice(0, -1);
  // Of an entry that another run began, any record may have been accepted before that run died.
  const sent = await send(stream.writer.name, records, { isRepeated: !isOwn, remainingMs });
  report.restored += sent.accepted;
  report.perhapsRepeated = (report.perhapsRepeated ?? 0) + sent.perhapsRepeated;
  if (sent.left.length === 0) return true;
  await keepLeft(write, sent, carried, replay);
  tell(sent, stream.writer.name, carried, replay);
  return false;
}

/** Takes what was accepted out of the entry. Should this fail or not be reached, the next run sends that again. */
async function keepLeft(
  write: SentRecords,
  { left, accepted }: Sent,
  { range, source, entry }: Carried,
  { stream, store }: Replay,
): Promise<void> {
  if (accepted === 0) return;
  const text = left.map((record) => `${record}\n`).join('');
  const rest: SentRecords = { ...write, accepted: write.accepted + accepted, text };
  const writes = entry.writes.map((each) => (each === write ? rest : each));
  await store.put(ledgerKey(stream.name, source, range.first), encodeEntry({ ...entry, writes }));
}

function tell({ left, because, refusal }: Sent, deliveryStream: string, { source }: Carried, { report }: Replay): void {
  report.stoppedBy = because === 'time' ? 'time' : 'failures';
  const { code, message } = refusal ?? { code: 'Unknown', message: 'It says nothing more.' };
  const why = {
    time: `did not accept ${left.length} records in the time of this run. Run it again`,
    stuck: `did not accept ${left.length} records, however often they were sent. Wait, then run it again`,
    refused: `cannot be written to. See that it is there and that this function may write to it, then run it again`,
  }[because ?? 'stuck'];
  report.problems.push({
    object: source.key,
    code,
    message: `The delivery stream ${deliveryStream} ${why}. Firehose says: ${message}`,
  });
}
