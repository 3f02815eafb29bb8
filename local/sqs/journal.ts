import { rmSync } from 'node:fs';
import { readLines } from './lines.ts';
import type { QueueState } from './queue-state.ts';
import type { Message } from './types.ts';

/** What matters in the one file that a queue of an earlier version was. */
type JournalLine = { type: 'sent'; message: Message } | { type: 'deleted'; id: string } | { type: 'hidden' | 'known' };

/** Brings the messages of an earlier version's file into the queue, as if they were not handed out yet; without a file, nothing. */
export function takeOverJournal(path: string, state: QueueState): void {
  const messages = new Map<string, Message>();
  readLines<JournalLine>(path, (line) => {
    if (line.type === 'sent') messages.set(line.message.id, line.message);
    if (line.type === 'deleted') messages.delete(line.id);
  });
  for (const { visibleMs: _visible, receiveCount: _count, firstReceivedMs: _first, ...message } of messages.values()) {
    state.send(message);
  }
  rmSync(path, { force: true });
}
