import { readPieces } from '../../shared/error-object-lines.ts';
import type { ParkedReason } from '../../shared/error-object-parked.ts';
import { judgeFailedRecord, readFailedRecord } from './judge.ts';
import { ledgerFolder, type Source } from './names.ts';
import type { Replay } from './replay.ts';
import { countParked } from './report.ts';

export type Survey = 'replay' | 'skipped' | 'stayed' | 'gone';

/**
 * Looks through an object before anything is done to it, where that is in question. Error codes select whole objects: one that
 * holds another code too is skipped, for an object is replayed as one. A parked object of which nothing would pass stays as it
 * is; so each replay of parked records leaves fewer of them, and no loop can be made of it.
 */
export async function survey(source: Source, replay: Replay): Promise<Survey> {
  const { request, stream, store, report, limits } = replay;
  const codes = request.errorCodes && new Set(request.errorCodes);
  const mayStay = request.source === 'parked' && !request.dryRun;
  if (!codes && !mayStay) return 'replay';

  const body = await store.read(source.key, source.etag);
  if (body === undefined) return 'gone';
  let passes = false;
  const parked: Partial<Record<ParkedReason, number>> = {};
  let records = 0;
  for await (const { line, bytes } of readPieces(body, limits)) {
    const record = bytes && readFailedRecord(request.source, source.key, line, bytes);
    if (codes && !(record?.parsed.ok && codes.has(record.parsed.record.errorCode))) return 'skipped';
    if (!mayStay || passes) continue;
    const verdict = record && judgeFailedRecord(record, stream.judge);
    if (verdict?.result !== 'Parked') passes = true;
    else parked[verdict.reason] = (parked[verdict.reason] ?? 0) + 1;
    if (passes && !codes) return 'replay';
    records += 1;
  }
  if (!mayStay || passes || records === 0 || (await isBegun(source, replay))) return 'replay';
  report.records += records;
  countParked(report, parked);
  return 'stayed';
}

/** Begun by a run that judged by another schema: what that one decided has to be carried out. */
async function isBegun(source: Source, { stream, store }: Replay): Promise<boolean> {
  for await (const _entry of store.list(ledgerFolder(stream.name, source))) return true;
  return false;
}
