import { describe, expect, it } from 'vitest';
import type { Change } from '../../shared/change.ts';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import type { JsonObject } from '../../shared/json-object.ts';
import { createRowWriter } from '../../shared/row.ts';
import { byteText, plainText } from '../../shared/text-form.ts';
import { chatImage } from '../support/change-records.ts';

const writeRow = createRowWriter(chatMessage, plainText);

const change = (attributes: JsonObject, eventName: Change['eventName'] = 'INSERT'): Change => ({
  eventId: 'e-1',
  eventName,
  eventTime: '2021-12-23T16:15:15.098123Z',
  attributes,
});

const eventColumns = (eventName: string) =>
  `"EventID":"e-1","EventName":"${eventName}","EventTime":"2021-12-23T16:15:15.098123Z"}\n`;

describe('a row', () => {
  it.each(['INSERT', 'MODIFY'] as const)('of %s has the columns in their order and ends in a newline', (eventName) => {
    const reversed = Object.fromEntries(Object.entries(chatImage()).reverse());
    expect(writeRow(change(reversed, eventName))).toMatchObject({
      text:
        '{"LivestreamID":"live-1","UID":16402761150981234,"UserID":"u-7","Nickname":"민지","Message":"hello 👋","MessageType":"CHAT",' +
        `"CreatedAt":"2021-12-23T16:15:15.098Z",${eventColumns(eventName)}`,
    });
  });

  it('of REMOVE is a tombstone: keys and event columns', () => {
    expect(writeRow(change({ UID: { N: '0' }, LivestreamID: { S: 'live-1' } }, 'REMOVE'))).toMatchObject({
      text: `{"LivestreamID":"live-1","UID":0,${eventColumns('REMOVE')}`,
    });
  });

  it('keeps the digits of a number', () => {
    expect(writeRow(change(chatImage({ UID: { N: '9223372036854775807' } })))).toMatchObject({
      text: expect.stringContaining('"UID":9223372036854775807,'),
    });
  });

  it('escapes text as JSON.stringify does', () => {
    const message = 'a"b\\c/\n\u0000\u2028é';
    expect(writeRow(change(chatImage({ Message: { S: message } })))).toMatchObject({
      text: expect.stringContaining(`"Message":${JSON.stringify(message)},`),
    });
  });

  it('leaves out and does not look at attributes that the schema does not name', () => {
    const hostile = JSON.parse('{"__proto__":{"Message":{"S":"x"}},"constructor":1,"Extra":[[[]]]}');
    expect(writeRow(change({ ...hostile, ...chatImage() }))).toEqual(writeRow(change(chatImage())));
  });

  it('does not take a value from an attribute named __proto__', () => {
    const { Message: _, ...image } = chatImage();
    const json = `{"__proto__":{"Message":{"S":"smuggled"}},${JSON.stringify(image).slice(1)}`;
    expect(writeRow(change(JSON.parse(json)))).toEqual({
      result: 'ProcessingFailed',
      reason: 'SchemaViolation',
      path: 'Message',
    });
  });

  it.each([
    ['has a second tag', 'Message', { S: 'x', N: '1' }],
    ['has a second tag named __proto__', 'Message', JSON.parse('{"S":"x","__proto__":1}')],
    ['has another tag', 'UID', { S: '1' }],
    ['is bare', 'Nickname', 'x'],
    ['is null', 'Nickname', null],
    ['is in an array', 'Nickname', [{ S: 'x' }]],
    ['has a number in place of text', 'UserID', { S: 1 }],
    ['is missing', 'CreatedAt', undefined],
  ])('is refused when an attribute %s, naming the attribute alone', (_, name, value) => {
    expect(writeRow(change(chatImage({ [name]: value })))).toEqual({
      result: 'ProcessingFailed',
      reason: 'SchemaViolation',
      path: name,
    });
  });

  it('of byte text is byte text, judged as the text that it stands for', () => {
    const bytes = (text: string) => Buffer.from(text).toString('latin1');
    const written = createRowWriter(
      chatMessage,
      byteText,
    )(change(chatImage({ Nickname: { S: bytes('😀'.repeat(64)) } })));
    expect(written).toMatchObject({ values: { LivestreamID: 'live-1' } });
    expect(written).toMatchObject({ text: expect.stringContaining(`"Nickname":"${bytes('😀'.repeat(64))}",`) });
    expect(
      createRowWriter(chatMessage, byteText)(change(chatImage({ Nickname: { S: bytes('é'.repeat(65)) } }))),
    ).toMatchObject({
      path: 'Nickname',
    });
  });

  it('is refused for the first attribute that fails', () => {
    expect(writeRow(change({}))).toMatchObject({ path: 'LivestreamID' });
    expect(writeRow(change(chatImage({ Message: { S: '' }, UID: { N: '01' } })))).toMatchObject({ path: 'UID' });
  });

  it('of REMOVE is refused for its keys only', () => {
    expect(writeRow(change({ LivestreamID: { S: 'live-1' }, UID: { N: '01' } }, 'REMOVE'))).toMatchObject({
      path: 'UID',
    });
  });
});
