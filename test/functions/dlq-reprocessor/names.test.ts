import { describe, expect, it } from 'vitest';
import { ledgerKey, parkedKey, rowsKey } from '../../../functions/dlq-reprocessor/names.ts';

const source = {
  key: 'errors/chat-by-time/processing-failed/2026/07/13/23/object',
  etag: '900150983cd24fb0d6963f7d28e17f72',
};
const folder = 'chat/by-time/2026/07/13/23/';

// These are a format: another name for the same range is the same rows once more, where a replay is half done.
describe('the names of what a replay writes', () => {
  it('are what they were', () => {
    expect(rowsKey('chat-by-time', source, 1000, folder)).toBe(
      'chat/by-time/2026/07/13/23/chat-by-time-replay-b7cc2f3fca6f4891612f0a4d6deb21982cf84a63e34fd128be28277ba865a1da.json.gz',
    );
    expect(parkedKey('chat-by-time', source, 1000)).toBe(
      'parked/chat-by-time/processing-failed/2026/07/13/23/5495294013657642599cf3e563ccd1847380d99bf5d17b88dd2f051b65cb8213.json.gz',
    );
    expect(ledgerKey('chat-by-time', source, 1000)).toBe(
      'ledger/chat-by-time/325ac6d8a8ff1bc2bc26e647c7379f8d54d16a8a03f212fc8207b45e2f16e4b4/0000001000.json.gz',
    );
  });

  it('differ with key, ETag, range and partition', () => {
    const names = [
      rowsKey('chat-by-time', source, 0, folder),
      rowsKey('chat-by-time', source, 1000, folder),
      rowsKey('chat-by-time', { ...source, etag: 'other' }, 0, folder),
      rowsKey('chat-by-time', { ...source, key: `${source.key}2` }, 0, folder),
      rowsKey('chat-by-time', source, 0, 'chat/by-time/2026/07/14/00/'),
    ].map((key) => key.slice(key.lastIndexOf('/')));
    expect(new Set(names).size).toBe(names.length);
  });

  it('keep what is parked from parked records beside its like', () => {
    const parked = { key: parkedKey('chat-by-time', source, 0), etag: 'e' };
    expect(parkedKey('chat-by-time', parked, 0)).toMatch(
      /^parked\/chat-by-time\/processing-failed\/2026\/07\/13\/23\/[0-9a-f]{64}\.json\.gz$/,
    );
    expect(parkedKey('chat-by-time', parked, 0)).not.toBe(parked.key);
  });
});
