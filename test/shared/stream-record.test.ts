import { describe, expect, it } from 'vitest';
import { readChange } from '../../shared/change.ts';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { createRecordCodec } from '../../shared/record-codec.ts';
import { readStreamRecord, sequenceNumberOf } from '../../shared/stream-record.ts';
import { changeRecordJson } from '../../shared/stream-record-change.ts';
import { changeBetween, changeOf, streamRecord, ttlIdentity } from '../functions/ddb-fanout/stream-records.ts';
import { chatImage, toBase64 } from '../support/change-records.ts';

describe('a record of DynamoDB Streams', () => {
  it('tells one change: seconds become microseconds, the table comes from the ARN, the sequence number stays', () => {
    const change = changeOf();
    expect(change).toMatchObject({
      eventId: 'c4ca4238a0b923820dcc509a6f75849b',
      eventName: 'INSERT',
      eventTime: '2021-12-23T16:15:15.000000Z',
      eventMicros: 1_640_276_115_000_000,
      expired: false,
      sequenceNumber: '4421584500000000017450439091',
      tableName: 'tributary-dev-chat',
      region: 'us-east-1',
      sizeBytes: 137,
    });
    expect(change.keys.json).toBe('{"LivestreamID":"live-1","UID":"16402761150981234"}');
    expect(change.newImage!.item).toEqual(chatImage());
    expect(change.oldImage).toBeUndefined();
  });

  it('takes a fraction of a second where there is one', () => {
    expect(changeOf({ dynamodb: { ApproximateCreationDateTime: 1_640_276_115.098 } }).eventTime).toBe(
      '2021-12-23T16:15:15.098000Z',
    );
  });

  it('has the images that belong to its event name', () => {
    const edited = chatImage({ Message: { S: 'edited' } });
    expect(changeBetween(chatImage(), edited)).toMatchObject({
      newImage: { item: edited },
      oldImage: { item: chatImage() },
    });
    const removed = changeBetween(edited, undefined);
    expect(removed).toMatchObject({ eventName: 'REMOVE', oldImage: { item: edited } });
    expect(removed.newImage).toBeUndefined();
  });

  it('says that an item expired only where DynamoDB removed it', () => {
    const removal = { eventName: 'REMOVE', userIdentity: ttlIdentity };
    const dynamodb = { NewImage: undefined, OldImage: chatImage() };
    expect(changeOf({ record: removal, dynamodb }).expired).toBe(true);
    expect(changeOf({ record: { ...removal, userIdentity: undefined }, dynamodb }).expired).toBe(false);
    expect(changeOf({ record: { userIdentity: ttlIdentity } }).expired).toBe(false);
  });

  it.each<[why: string, record: unknown, reason: string]>([
    ['null', null, 'NotAChangeRecord'],
    ['no dynamodb', { ...streamRecord(), dynamodb: undefined }, 'NotAChangeRecord'],
    ['an unknown event name', streamRecord({ record: { eventName: 'UPSERT' } }), 'NotAChangeRecord'],
    ['no event id', streamRecord({ record: { eventID: '' } }), 'NotAChangeRecord'],
    ['an event id that is no message attribute', streamRecord({ record: { eventID: 'a\u0000b' } }), 'NotAChangeRecord'],
    [
      'an ARN of something else',
      streamRecord({ record: { eventSourceARN: 'arn:aws:sqs:us-east-1:0:q' } }),
      'NotAChangeRecord',
    ],
    ['no time', streamRecord({ dynamodb: { ApproximateCreationDateTime: '1' } }), 'NotAChangeRecord'],
    [
      'a time beyond the year 9999',
      streamRecord({ dynamodb: { ApproximateCreationDateTime: 1e12 } }),
      'NotAChangeRecord',
    ],
    ['no keys', streamRecord({ dynamodb: { Keys: undefined } }), 'NotAChangeRecord'],
    ['no new image', streamRecord({ dynamodb: { NewImage: undefined } }), 'MissingImage'],
    ['a number that is none', streamRecord({ dynamodb: { NewImage: { a: { N: 'x' } } } }), 'InvalidAttributeValue'],
    ['a key of two types', streamRecord({ dynamodb: { Keys: { a: { N: '1', S: '1' } } } }), 'InvalidAttributeValue'],
    [
      'an old image that is none',
      streamRecord({ record: { eventName: 'MODIFY' }, dynamodb: { OldImage: 'x' } }),
      'InvalidAttributeValue',
    ],
  ])('with %s is refused with its reason', (_, record, reason) => {
    expect(readStreamRecord(record)).toEqual({ ok: false, reason });
  });

  it('is named by a sequence number of digits, or not at all', () => {
    expect(sequenceNumberOf(streamRecord())).toBe('4421584500000000017450439091');
    for (const SequenceNumber of [undefined, 1, '', '1a', '1'.repeat(41)]) {
      expect(sequenceNumberOf(streamRecord({ dynamodb: { SequenceNumber } }))).toBeUndefined();
    }
  });
});

describe('the change record made from it', () => {
  it('is one that the codec of the lake reads, to the very row', () => {
    const row = createRecordCodec(chatMessage, [])(toBase64(changeRecordJson(changeOf())));
    expect(row.result === 'Ok' && Buffer.from(row.data, 'base64').toString()).toBe(
      '{"LivestreamID":"live-1","UID":16402761150981234,"UserID":"u-7","Nickname":"민지","Message":"hello 👋","MessageType":"CHAT",' +
        '"CreatedAt":"2021-12-23T16:15:15.098Z","EventID":"c4ca4238a0b923820dcc509a6f75849b","EventName":"INSERT",' +
        '"EventTime":"2021-12-23T16:15:15.000000Z"}\n',
    );
  });

  it('tells removal and expiry as DynamoDB does', () => {
    const dynamodb = { NewImage: undefined, OldImage: chatImage() };
    const removed = changeOf({ record: { eventName: 'REMOVE' }, dynamodb });
    const expired = changeOf({ record: { eventName: 'REMOVE', userIdentity: ttlIdentity }, dynamodb });
    expect(readChange(JSON.parse(changeRecordJson(removed)))).toMatchObject({
      result: 'Ok',
      change: { eventName: 'REMOVE' },
    });
    expect(readChange(JSON.parse(changeRecordJson(expired)))).toEqual({ result: 'Dropped', rule: 'TtlRemoval' });
  });

  it('holds both images as they came, tags and __proto__ included, and the sequence number', () => {
    const old = JSON.parse('{"__proto__":{"N":"-0"},"Set":{"NS":["1E+125"]},"Text":{"S":"\\ud800\\uffff"}}');
    const text = changeRecordJson(changeBetween(old, chatImage()));
    expect(text).toContain('"\\ud800\\uffff"');
    const record: unknown = JSON.parse(text);
    expect(record).toMatchObject({
      tableName: 'tributary-dev-chat',
      dynamodb: { NewImage: chatImage(), SequenceNumber: '4421584500000000017450439091', SizeBytes: 137 },
    });
    const { dynamodb } = record as { dynamodb: { OldImage: object } };
    expect(Object.entries(dynamodb.OldImage)).toEqual(Object.entries(old as object));
  });
});
