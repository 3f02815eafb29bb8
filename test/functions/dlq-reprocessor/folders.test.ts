import { describe, expect, it } from 'vitest';
import { createFolderOf, createHourOf } from '../../../functions/dlq-reprocessor/folders.ts';
import { compileDateFormat } from '../../../local/firehose/date-format.ts';
import { createZonedClock } from '../../../local/firehose/zoned-time.ts';

describe('the hour of an instant', () => {
  it.each(['UTC', 'Asia/Seoul', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe'])(
    'in %s is the one that the delivery stream would put it in',
    (zone) => {
      const hourOf = createHourOf(zone);
      const clock = createZonedClock(zone);
      const format = compileDateFormat('yyyy/MM/dd/HH')!;
      // Every 47 minutes of a year, changes of the clock included.
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 47 * 60_000)
        expect(hourOf(at)).toBe(format(clock(at)));
    },
  );
});

describe('the folder of a row', () => {
  const hourOf = createHourOf('Asia/Seoul');

  it('is that of its partition keys', () => {
    const folderOf = createFolderOf('chat/by-livestream/', { by: 'keys', keys: ['LivestreamID'] }, hourOf);
    expect(folderOf({ LivestreamID: 'live-1' }, 0)).toBe('chat/by-livestream/LivestreamID=live-1/');
  });

  it('is the hour in which it arrived', () => {
    const folderOf = createFolderOf('chat/by-time/', { by: 'hour' }, hourOf);
    expect(folderOf({}, Date.UTC(2026, 11, 31, 14, 59, 59, 999))).toBe('chat/by-time/2026/12/31/23/');
    expect(folderOf({}, Date.UTC(2026, 11, 31, 15))).toBe('chat/by-time/2027/01/01/00/');
  });
});
