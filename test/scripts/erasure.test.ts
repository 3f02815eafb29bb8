import { describe, expect, it } from 'vitest';
import { belongsTo } from '../../scripts/erasure.ts';

const base64 = (content: string) => Buffer.from(content).toString('base64');
const row = (UserID: string, Message = 'hello') =>
  JSON.stringify({ LivestreamID: 'live-1', UserID, Message, EventID: 'e' });
const change = (image: object) => JSON.stringify({ eventID: 'e', eventName: 'MODIFY', dynamodb: image });
const theirs = { UserID: { S: 'u-7' } };
const others = { UserID: { S: 'u-70' } };
const failed = (rawData: string) => ({ errorCode: 'Lambda.FunctionError', rawData: base64(rawData) });
const parked = (record: object) => JSON.stringify({ object: 'errors/x', line: 1, reason: 'SchemaViolation', record });

describe('a line of the lake', () => {
  it.each([
    ['a row', row('u-7')],
    ['a change to an item of theirs', change({ NewImage: theirs, OldImage: theirs })],
    ['the removal of an item of theirs', change({ OldImage: theirs })],
    ['a failed change', JSON.stringify(failed(change({ NewImage: theirs })))],
    ['a failed record that was a row already', JSON.stringify(failed(`${row('u-7')}\n`))],
    ['a parked record', parked(failed(change({ NewImage: theirs })))],
  ])('is theirs: %s', (_name, line) => expect(belongsTo('u-7', line)).toBe('theirs'));

  it.each([
    ['a row of somebody whose id begins the same', row('u-70')],
    ['a row of somebody who mentions them', row('u-1', 'thanks u-7')],
    ['a tombstone, which has keys only', JSON.stringify({ LivestreamID: 'live-1', UID: 1, EventID: 'e' })],
    ['a change of somebody else', change({ NewImage: others })],
    ['a failed change of somebody else', JSON.stringify(failed(change({ NewImage: others })))],
  ])('is not theirs: %s', (_name, line) => expect(belongsTo('u-7', line)).toBe('not theirs'));

  it.each([
    ['no JSON', 'u-7, what is this?'],
    ['a failed record that is no JSON', JSON.stringify(failed('{"UserID":{"S":"u-7"'))],
    [
      'a parked line that was no error record',
      JSON.stringify({ object: 'x', line: 1, reason: 'Unreadable', unreadable: base64('u-7 …') }),
    ],
    ['something of another form', JSON.stringify({ requestContext: {}, note: 'u-7' })],
  ])('is to be looked at by hand: %s', (_name, line) => expect(belongsTo('u-7', line)).toBe('look by hand'));
});
