import { type ParkedReason, writeParkedEntry } from '../../shared/error-object-parked.ts';
import type { ReplayRequest } from '../../shared/error-object-replay.ts';
import type { DeliveryStream } from './delivery-streams.ts';
import { judgeFailedRecord, readFailedRecord } from './judge.ts';
import type { OpenEntry, Write } from './ledger.ts';
import type { Range } from './ranges.ts';

/** Judges a range and says all that is to be written for it. Every line must have its bytes. */
export function decide(
  { pieces }: Range,
  source: ReplayRequest['source'],
  key: string,
  { judge, writer }: DeliveryStream,
): OpenEntry {
  const folders = new Map<string, { kind: 'rows'; folder: string; records: number; text: string }>();
  const sent = { kind: 'sent' as const, records: 0, text: '' };
  const parked = { kind: 'parked' as const, records: {} as Partial<Record<ParkedReason, number>>, text: '' };
  let dropped = 0;

  for (const { line, bytes } of pieces) {
    const record = readFailedRecord(source, key, line, bytes!);
    const verdict = judgeFailedRecord(record, judge);
    if (verdict.result === 'Dropped') {
      dropped += 1;
    } else if (verdict.result === 'Parked') {
      const { reason, path } = verdict;
      parked.text += writeParkedEntry({ ...record, reason, path });
      parked.records[reason] = (parked.records[reason] ?? 0) + 1;
    } else if (writer.kind === 'delivery-stream') {
      sent.records += 1;
      sent.text += verdict.row;
    } else {
      const folder = writer.folderOf(verdict.partitionKeys, verdict.arrivalMs);
      const rows = folders.get(folder) ?? { kind: 'rows', folder, records: 0, text: '' };
      rows.records += 1;
      rows.text += verdict.row;
      folders.set(folder, rows);
    }
  }
  const writes: Write[] = [...folders.values()];
  if (sent.records > 0) writes.push(sent);
  if (parked.text !== '') writes.push(parked);
  return { state: 'open', lines: pieces.length, dropped, writes };
}
