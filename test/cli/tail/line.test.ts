import { describe, expect, it } from 'vitest';
import { changeLine, rowLine, tailText } from '../../../cli/tail/line.ts';

const record = Buffer.from(
  JSON.stringify({
    eventID: 'e-1',
    eventName: 'INSERT',
    dynamodb: {
      ApproximateCreationDateTime: 1783951200098,
      Keys: { LivestreamID: { S: 'live-1' }, UID: { N: '5' } },
      NewImage: { Message: { S: 'secret\u001b[31m' } },
    },
  }),
);

describe('a line of tail', () => {
  it('tells time, kind and key of a change, and nothing of its content', () => {
    expect(tailText(changeLine(record, 'shard-1', false))).toBe(
      '2026-07-13T14:00:00.098000Z  INSERT  live-1 5  (shard-1)',
    );
  });

  it('tells the content when asked to, without what a terminal would obey', () => {
    const text = tailText(changeLine(record, 'shard-1', true));
    expect(text).toContain('secret');
    expect(text).not.toContain('\u001b');
  });

  it('tells where a row lies', () => {
    const row =
      '{"LivestreamID":"live-1","UID":5,"EventID":"e","EventName":"REMOVE","EventTime":"2026-07-13T14:00:00.000000Z"}';
    expect(tailText(rowLine(Buffer.from(row), 'chat/o.json.gz:3', false))).toBe(
      '2026-07-13T14:00:00.000000Z  REMOVE  live-1 5  (chat/o.json.gz:3)',
    );
  });

  it('says so of what is no change', () => {
    expect(tailText(changeLine(Buffer.from('GET / HTTP/1.1'), 'shard-1', false))).toContain(
      'not a change of the table, 14 bytes  (shard-1)',
    );
  });
});
