import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { hourFolders } from '../../../cli/deployed/hours.ts';
import { readLines } from '../../../cli/deployed/lines.ts';
import { readRecordChange, readRowChange } from '../../../cli/deployed/message.ts';

const row =
  '{"LivestreamID":"live-1","UID":9223372036854775807,"UserID":"u","Nickname":"n","Message":"m","MessageType":"CHAT","CreatedAt":"2021-12-23T16:15:15.098Z","EventID":"e-1","EventName":"INSERT","EventTime":"2026-07-13T14:00:00.000123Z"}';

const record = (changes: object = {}, dynamodb: object = {}) => ({
  eventID: 'e-1',
  eventName: 'MODIFY',
  userIdentity: null,
  dynamodb: {
    ApproximateCreationDateTime: 1783951200000123,
    ApproximateCreationDateTimePrecision: 'MICROSECOND',
    Keys: { LivestreamID: { S: 'live-1' }, UID: { N: '9223372036854775807' } },
    ...dynamodb,
  },
  ...changes,
});

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

describe('a change', () => {
  it('is read from a row with every digit of its keys', () => {
    expect(readRowChange(Buffer.from(row))).toEqual({
      keys: { LivestreamID: 'live-1', UID: '9223372036854775807' },
      eventId: 'e-1',
      eventName: 'INSERT',
      eventTime: '2026-07-13T14:00:00.000123Z',
    });
  });

  it('is read from a change record, in either precision', () => {
    expect(readRecordChange(bytes(record()))).toEqual({
      keys: { LivestreamID: 'live-1', UID: '9223372036854775807' },
      eventId: 'e-1',
      eventName: 'MODIFY',
      eventTime: '2026-07-13T14:00:00.000123Z',
    });
    const inMilliseconds = record(
      {},
      { ApproximateCreationDateTime: 1783951200098, ApproximateCreationDateTimePrecision: undefined },
    );
    expect(readRecordChange(bytes(inMilliseconds))?.eventTime).toBe('2026-07-13T14:00:00.098000Z');
  });

  it('that lacks its keys is known by its new image', () => {
    const image = { LivestreamID: { S: 'live-2' }, UID: { N: '5' } };
    expect(readRecordChange(bytes(record({}, { Keys: undefined, NewImage: image })))?.keys).toEqual({
      LivestreamID: 'live-2',
      UID: '5',
    });
  });

  it('made by TTL says so', () => {
    const removal = record({ eventName: 'REMOVE', userIdentity: { principalId: 'dynamodb.amazonaws.com' } });
    expect(readRecordChange(bytes(removal))?.removedByTtl).toBe(true);
  });

  it.each(['', '[]', '"text"', '{"a":', '{"hello":"world"}', '\ufffd'])('%j is none', (text) => {
    expect(readRecordChange(Buffer.from(text))).toBeUndefined();
  });
});

describe('the lines of an object', () => {
  const linesOf = async (...chunks: Buffer[]) => {
    const lines: string[] = [];
    for await (const line of readLines(
      (async function* () {
        yield* chunks;
      })(),
    ))
      lines.push(String(line));
    return lines;
  };

  it('are the same however they come in chunks, gzip or not, with or without a last newline', async () => {
    const text = Buffer.from('one\ntwo\nthree');
    const gzip = gzipSync(Buffer.concat([text, Buffer.from('\n')]));
    const bytewise = (body: Buffer) => [...body].map((byte) => Buffer.from([byte]));
    for (const chunks of [[text], bytewise(text), [gzip], bytewise(gzip)]) {
      expect(await linesOf(...chunks)).toEqual(['one', 'two', 'three']);
    }
    expect(await linesOf()).toEqual([]);
  });
});

describe('hour folders', () => {
  it('name every hour from one instant to another', () => {
    const from = Date.parse('2026-12-31T22:59:59Z');
    expect(hourFolders(from, from, 'UTC')).toEqual(['2026/12/31/22']);
    expect(hourFolders(from, Date.parse('2027-01-01T00:00:00Z'), 'UTC')).toEqual([
      '2026/12/31/22',
      '2026/12/31/23',
      '2027/01/01/00',
    ]);
  });

  it('are those of the zone', () => {
    const ms = Date.parse('2026-07-13T15:30:00Z');
    expect(hourFolders(ms, ms, 'Asia/Seoul')).toEqual(['2026/07/14/00']);
    expect(hourFolders(ms, ms, 'Asia/Kathmandu')).toEqual(['2026/07/13/21']);
  });
});
