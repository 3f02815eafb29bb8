import { gzipSync } from 'node:zlib';
import type { Carried } from './carried.ts';
import { decide } from './decide.ts';
import { decodeEntry, encodeEntry, type LedgerEntry, type Write } from './ledger.ts';
import { writesAtOnce } from './limits.ts';
import { ledgerKey, parkedKey, rowsKey, type Source } from './names.ts';
import { readWhole } from './object-store.ts';
import type { Range } from './ranges.ts';
import type { Replay } from './replay.ts';
import { countParked } from './report.ts';
import { sendOf } from './send-of.ts';

/**
 * Brings the records of a range to where they belong, or finds that they are there. Whatever call it dies at, and however many
 * do it at once, in the end each object has been written once, and each record that is to be sent was accepted at least once: see
 * `ledger.ts`. `unfinished`: the run has to end, the report says why. Throws what the store throws.
 */
export async function replayRange(range: Range, source: Source, replay: Replay): Promise<'done' | 'unfinished'> {
  const { stream, store, report } = replay;
  const { entry, isOwn } = await agree(range, source, replay);
  if (entry.state === 'settled') {
    report.alreadyThere += entry.lines;
    return 'done';
  }
  report.dropped += entry.dropped;
  const carried = { range, source, isOwn };
  const isDone = await eachOf(entry.writes, writesAtOnce, (write) => carryOut(write, carried, replay));
  if (!isDone) return 'unfinished';
  const settled = encodeEntry({ state: 'settled', lines: entry.lines });
  await store.put(ledgerKey(stream.name, source, range.first), settled);
  return 'done';
}

/** What is decided on the range: by this run if it is the first one, else by that. */
async function agree(
  range: Range,
  source: Source,
  { request, stream, store }: Replay,
): Promise<{ entry: LedgerEntry; isOwn: boolean }> {
  const key = ledgerKey(stream.name, source, range.first);
  const own = decide(range, request.source, source.key, stream);
  if ((await store.putIfAbsent(key, encodeEntry(own))) === 'written') return { entry: own, isOwn: true };
  const body = await readWhole(store, key);
  if (body === undefined) throw new Error(`The ledger's ${key} vanished while it was in use.`);
  const first = decodeEntry(body);
  if (first === undefined) throw new Error(`The ledger's ${key} is no entry of a ledger: something else wrote it.`);
  if (first.lines !== range.pieces.length) {
    throw new Error(`${key} is about ${first.lines} lines, not ${range.pieces.length}: it was cut by other limits.`);
  }
  return { entry: first, isOwn: false };
}

/** False if it is not done to its end. */
async function carryOut(write: Write, carried: Carried, replay: Replay): Promise<boolean> {
  if (write.kind === 'sent') return sendOf(write, carried, replay);
  const { range, source } = carried;
  const { stream, store, report } = replay;
  if (write.kind === 'rows') {
    if (stream.writer.kind !== 'rows' || !write.folder.startsWith(stream.writer.prefix)) {
      const place = stream.writer.kind === 'rows' ? stream.writer.prefix : stream.writer.name;
      throw new Error(`The ledger has rows of ${source.key} go to ${write.folder}, and not to ${place}.`);
    }
    const key = rowsKey(stream.name, source, range.first, write.folder);
    const outcome = await store.putIfAbsent(key, gzipSync(write.text));
    report[outcome === 'written' ? 'restored' : 'alreadyThere'] += write.records;
    return true;
  }
  const key = parkedKey(stream.name, source, range.first);
  replay.ownParked.add(key);
  const outcome = await store.putIfAbsent(key, gzipSync(write.text));
  if (outcome === 'written') countParked(report, write.records);
  else for (const count of Object.values(write.records)) report.alreadyThere += count;
  return true;
}

/**
 * Does `act` to each item, some at a time; true if it answers true for all. Waits for all that were begun before it throws the
 * first failure.
 */
async function eachOf<T>(items: readonly T[], atOnce: number, act: (item: T) => Promise<boolean>): Promise<boolean> {
  const queue = items[Symbol.iterator]();
  let all = true;
  const worker = async () => {
    for (const item of queue) if (!(await act(item))) all = false;
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  const failure = ended.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
  return all;
}
