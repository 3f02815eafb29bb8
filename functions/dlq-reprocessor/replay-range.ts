import { gzipSync } from 'node:zlib';
import { decide } from './decide.ts';
import { decodeEntry, encodeEntry, type LedgerEntry, type Write } from './ledger.ts';
import { writesAtOnce } from './limits.ts';
import { ledgerKey, parkedKey, rowsKey, type Source } from './names.ts';
import type { Range } from './ranges.ts';
import type { Replay } from './replay.ts';
import { countParked } from './report.ts';

/**
 * Brings the records of a range to where they belong, or finds that they are there. Whatever call it dies at, and however many
 * do it at once, in the end each write has happened once: see `ledger.ts`. Throws what the store throws.
 */
export async function replayRange(range: Range, source: Source, replay: Replay): Promise<void> {
  const { stream, store, report } = replay;
  const entry = await agree(range, source, replay);
  if (entry.state === 'settled') {
    report.alreadyThere += entry.lines;
    return;
  }
  report.dropped += entry.dropped;
  await eachOf(entry.writes, writesAtOnce, (write) => carryOut(write, range, source, replay));
  const settled = encodeEntry({ state: 'settled', lines: entry.lines });
  await store.put(ledgerKey(stream.name, source, range.first), settled);
}

/** What is decided on the range: by this run if it is the first one, else by that. */
async function agree(range: Range, source: Source, { request, stream, store }: Replay): Promise<LedgerEntry> {
  const key = ledgerKey(stream.name, source, range.first);
  const own = decide(range, request.source, source.key, stream);
  if ((await store.putIfAbsent(key, encodeEntry(own))) === 'written') return own;
  const body = await store.read(key);
  if (body === undefined) throw new Error(`The ledger's ${key} vanished while it was in use.`);
  const first = decodeEntry(await wholeOf(body));
  if (first === undefined) throw new Error(`The ledger's ${key} is no entry of a ledger: something else wrote it.`);
  if (first.lines !== range.pieces.length) {
    throw new Error(`${key} is about ${first.lines} lines, not ${range.pieces.length}: it was cut by other limits.`);
  }
  return first;
}

async function wholeOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function carryOut(write: Write, { first }: Range, source: Source, replay: Replay): Promise<void> {
  const { stream, store, report } = replay;
  if (write.kind === 'rows') {
    if (!write.folder.startsWith(stream.writer.prefix)) {
      throw new Error(`The ledger has rows of ${source.key} go to ${write.folder}, outside ${stream.writer.prefix}.`);
    }
    const outcome = await store.putIfAbsent(rowsKey(stream.name, source, first, write.folder), gzipSync(write.text));
    report[outcome === 'written' ? 'restored' : 'alreadyThere'] += write.records;
    return;
  }
  const key = parkedKey(stream.name, source, first);
  replay.ownParked.add(key);
  const outcome = await store.putIfAbsent(key, gzipSync(write.text));
  if (outcome === 'written') countParked(report, write.records);
  else for (const count of Object.values(write.records)) report.alreadyThere += count;
}

/** Does `act` to each item, some at a time. Waits for all that were begun before it throws the first failure. */
async function eachOf<T>(items: readonly T[], atOnce: number, act: (item: T) => Promise<void>): Promise<void> {
  const queue = items[Symbol.iterator]();
  const worker = async () => {
    for (const item of queue) await act(item);
  };
  const ended = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  const failure = ended.find((end) => end.status === 'rejected');
  if (failure) throw failure.reason;
}
