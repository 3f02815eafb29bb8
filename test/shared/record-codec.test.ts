import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { createRecordCodec } from '../../shared/record-codec.ts';
import { chatChange, chatImage, chatRow, toBase64 } from '../support/change-records.ts';

const decode = createRecordCodec(chatMessage, ['LivestreamID']);
const failed = (reason: string, path?: string) => ({ result: 'ProcessingFailed', reason, ...(path && { path }) });

describe('the record codec', () => {
  it('turns a change record into a row, its id and its partition keys', () => {
    expect(decode(toBase64(chatChange()))).toEqual({
      result: 'Ok',
      eventId: '7f1b6a52-3a5c-4a0e-8c1e-0d6d1a4a3f10',
      data: toBase64(chatRow),
      partitionKeys: { LivestreamID: 'live-1' },
    });
  });

  it('gives no partition keys to a layout that uses none', () => {
    expect(createRecordCodec(chatMessage, [])(toBase64(chatChange()))).toMatchObject({
      data: toBase64(chatRow),
      partitionKeys: {},
    });
  });

  it('drops a removal by TTL', () => {
    const record = { eventName: 'REMOVE', userIdentity: { principalId: 'dynamodb.amazonaws.com' } };
    expect(decode(toBase64(record))).toEqual({ result: 'Dropped', rule: 'TtlRemoval' });
  });

  it.each([
    ['InvalidBase64', undefined],
    ['InvalidBase64', `${toBase64(chatChange())}\n`],
    ['InvalidUtf8', toBase64(Buffer.from([0x7b, 0xff, 0x7d]))],
    ['InvalidUtf8', toBase64(Buffer.from([0xed, 0xa0, 0x80]))],
    ['InvalidJson', ''],
    ['InvalidJson', toBase64(`\ufeff${JSON.stringify(chatChange())}`)],
    ['InvalidJson', toBase64(`${JSON.stringify(chatChange())} x`)],
    ['InvalidJson', toBase64('{"eventName":01}')],
    ['NotAChangeRecord', toBase64('null')],
    ['NotAChangeRecord', toBase64('9')],
    ['MissingImage', toBase64(chatChange({ dynamodb: { NewImage: null } }))],
  ])('answers %s for %j', (reason, data) => {
    expect(decode(data)).toEqual(failed(reason));
  });

  it('answers SchemaViolation with the attribute', () => {
    expect(decode(toBase64(chatChange({ dynamodb: { NewImage: chatImage({ UID: { N: '01' } }) } })))).toEqual(
      failed('SchemaViolation', 'UID'),
    );
  });

  it('judges UTF-8 over the whole record, also where nothing is read', () => {
    const json = Buffer.from(JSON.stringify(chatChange({ envelope: { tableName: '#' } })));
    json[json.indexOf('#')] = 0xff;
    expect(decode(toBase64(json))).toEqual(failed('InvalidUtf8'));
  });

  it.each([
    ['an escape in place of a character', '민', '\\ubbfc'],
    ['an escaped surrogate pair', '👋', '\\ud83d\\udc4b'],
    ['an escaped ASCII character', 'hello', '\\u0068ello'],
    ['an escaped attribute name', '"Message"', '"\\u004dessage"'],
    ['an escaped slash', 'application/json', 'application\\/json'],
  ])('reads %s as what it stands for', (_, plain, escaped) => {
    expect(decode(toBase64(JSON.stringify(chatChange()).replaceAll(plain, escaped)))).toMatchObject({
      data: toBase64(chatRow),
    });
  });

  it('takes a backslash before a u for what it is', () => {
    const change = chatChange({ dynamodb: { NewImage: chatImage({ Message: { S: 'é\\ué' } }) } });
    expect(decode(toBase64(change))).toMatchObject({ data: toBase64(chatRow.replace('hello 👋', 'é\\\\ué')) });
  });

  it.each(['\ud83d', '안\ud800', '\udc4b\ud83d', '👋\udc4b'])(
    'refuses %j, which is no text: engines abort a query for it',
    (S) => {
      const change = chatChange({ dynamodb: { NewImage: chatImage({ Message: { S } }) } });
      expect(decode(toBase64(change))).toEqual(failed('SchemaViolation', 'Message'));
      expect(decode(toBase64(chatChange({ envelope: { eventID: S } })))).toEqual(failed('NotAChangeRecord'));
    },
  );

  it('does not look at text that no row holds', () => {
    const dynamodb = { NewImage: chatImage({ Extra: { S: '\ud83d' } }), OldImage: { Message: { S: '\ud83d' } } };
    const change = chatChange({ dynamodb, envelope: { tableName: '\ud83d' } });
    expect(decode(toBase64(change))).toMatchObject({ data: toBase64(chatRow) });
  });

  it('gives the event id as text', () => {
    expect(decode(toBase64(chatChange({ envelope: { eventID: '아이디' } })))).toMatchObject({ eventId: '아이디' });
    expect(decode(toBase64(chatChange({ envelope: { eventID: '😀'.repeat(128) } })))).toMatchObject({ result: 'Ok' });
    expect(decode(toBase64(chatChange({ envelope: { eventID: '😀'.repeat(129) } })))).toEqual(
      failed('NotAChangeRecord'),
    );
  });

  it('takes the last of duplicate keys, as JSON.parse does', () => {
    const json = JSON.stringify(chatChange()).replace('"Message":{', '"Message":{"S":"first"},"Message":{');
    expect(decode(toBase64(json))).toMatchObject({ data: toBase64(chatRow) });
    expect(decode(toBase64(json.replace('"eventName":"INSERT"', '"eventName":1,"eventName":"INSERT"')))).toMatchObject({
      data: toBase64(chatRow),
    });
  });

  it.each([7_000, 300_000])('lives through %d levels of JSON', (levels) => {
    const deep = `${'['.repeat(levels)}${']'.repeat(levels)}`;
    const json = JSON.stringify(chatChange()).replace('"NewImage":{', `"NewImage":{"Deep":${deep},`);
    expect(decode(toBase64(json))).toMatchObject({ data: toBase64(chatRow) });
    expect(decode(toBase64(deep))).toEqual(failed('NotAChangeRecord'));
    expect(decode(toBase64(json.replace('"S":"hello', `"S":${deep},"T":"`)))).toEqual(
      failed('SchemaViolation', 'Message'),
    );
    expect(decode(toBase64('{"a":'.repeat(levels)))).toEqual(failed('InvalidJson'));
  });

  it('never throws, whatever the data', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json().map(toBase64), fc.uint8Array().map(toBase64)), (data) => {
        expect(['Ok', 'Dropped', 'ProcessingFailed']).toContain(decode(data).result);
      }),
    );
  });

  it('changes no prototype', () => {
    decode(toBase64('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}'));
    expect({}).not.toHaveProperty('polluted');
  });
});
