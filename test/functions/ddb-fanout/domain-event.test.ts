import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupKeyOf, messageAttributes } from '../../../functions/ddb-fanout/attributes.ts';
import { domainEvent, eventType } from '../../../functions/ddb-fanout/domain-event.ts';
import { writtenBy } from '../../../functions/ddb-fanout/written.ts';
import { changeRecordJson } from '../../../shared/stream-record-change.ts';
import { chatImage } from '../../support/change-records.ts';
import { changeBetween, changeOf, ttlIdentity } from './stream-records.ts';

describe('the domain event of a change', () => {
  it('is a JSON object with both images as plain JSON, numbers as text', () => {
    const edited = chatImage({ Message: { S: 'edited' }, Likes: { N: '12345678901234567890123456789012345678' } });
    const keys = { LivestreamID: 'live-1', UID: '16402761150981234' };
    const plain = {
      ...keys,
      UserID: 'u-7',
      Nickname: '민지',
      MessageType: 'CHAT',
      CreatedAt: '2021-12-23T16:15:15.098Z',
    };
    expect(JSON.parse(domainEvent(changeBetween(chatImage(), edited)))).toEqual({
      id: 'c4ca4238a0b923820dcc509a6f75849b',
      type: 'ChatMessage.Updated',
      time: '2021-12-23T16:15:15.000000Z',
      table: 'tributary-dev-chat',
      sequenceNumber: '4421584500000000017450439091',
      expired: false,
      keys,
      new: { ...plain, Message: 'edited', Likes: '12345678901234567890123456789012345678' },
      old: { ...plain, Message: 'hello 👋' },
    });
  });

  it('has no old image where something was created, no new one where it was removed', () => {
    const created = JSON.parse(domainEvent(changeBetween(undefined, chatImage()))) as object;
    const removed = JSON.parse(domainEvent(changeBetween(chatImage(), undefined))) as object;
    expect(created).toHaveProperty('new');
    expect(created).not.toHaveProperty('old');
    expect(removed).toHaveProperty('old');
    expect(removed).not.toHaveProperty('new');
  });

  it('is called after the dataset and what happened, and says when time did it', () => {
    const removal = { eventName: 'REMOVE', userIdentity: ttlIdentity };
    const expired = changeOf({ record: removal, dynamodb: { NewImage: undefined, OldImage: chatImage() } });
    expect(eventType(changeOf())).toBe('ChatMessage.Created');
    expect(eventType(expired)).toBe('ChatMessage.Removed');
    expect(JSON.parse(domainEvent(expired))).toMatchObject({ type: 'ChatMessage.Removed', expired: true });
  });
});

describe('the key that keeps changes together', () => {
  const keyOf = (LivestreamID: unknown) =>
    groupKeyOf(changeOf({ dynamodb: { Keys: { LivestreamID } } }), 'LivestreamID');

  it('is the value itself where every service takes it', () => {
    expect(keyOf({ S: 'live-1_A' })).toBe('live-1_A');
    expect(keyOf({ N: '17' })).toBe('17');
  });

  it('is a hash of it otherwise: the same for the same value, within what a FIFO queue takes', () => {
    for (const text of ['', 'with space', '민지', '\ud800', 'x'.repeat(129)]) {
      expect(keyOf({ S: text })).toMatch(/^[0-9a-f]{64}$/);
      expect(keyOf({ S: text })).toBe(keyOf({ S: text }));
    }
    expect(keyOf({ S: 'a b' })).not.toBe(keyOf({ S: 'a c' }));
  });

  it('is that of the item where the attribute is no key', () => {
    expect(groupKeyOf(changeOf(), 'constructor')).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe("a message's attributes", () => {
  const textsOf = (...given: Parameters<typeof messageAttributes>) =>
    Object.entries(messageAttributes(...given).attributes).map(([name, { StringValue }]) => [name, StringValue]);

  it('are id, type and those asked for, of the image that there is', () => {
    const common = [['id', 'c4ca4238a0b923820dcc509a6f75849b']];
    expect(textsOf(changeOf(), ['LivestreamID', 'UID', 'Missing'])).toEqual([
      ...common,
      ['type', 'ChatMessage.Created'],
      ['LivestreamID', 'live-1'],
      ['UID', '16402761150981234'],
    ]);
    expect(textsOf(changeBetween(chatImage(), undefined), ['MessageType'])).toEqual([
      ...common,
      ['type', 'ChatMessage.Removed'],
      ['MessageType', 'CHAT'],
    ]);
  });

  it('may have any name', () => {
    const odd = changeOf({ dynamodb: { NewImage: JSON.parse('{"__proto__":{"S":"a"}}') } });
    expect(textsOf(odd, ['__proto__']).at(-1)).toEqual(['__proto__', 'a']);
  });

  it.each([
    ['an empty string', { S: '' }],
    ['a lone surrogate', { S: '\ud800' }],
    ['a control character', { S: 'a\u0000' }],
    ['U+FFFF', { S: '\uffff' }],
    ['a long text', { S: 'x'.repeat(257) }],
    ['a map', { M: {} }],
  ])('leave out %s', (_, Nickname) => {
    expect(textsOf(changeOf({ dynamodb: { NewImage: chatImage({ Nickname }) } }), ['Nickname'])).toHaveLength(2);
  });

  it('count with name, type and value, in bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.constantFrom('INSERT', 'MODIFY'), (text, eventName) => {
        const NewImage = chatImage({ Nickname: { S: text }, Message: { S: `${text}민` } });
        const change = changeOf({ record: { eventName }, dynamodb: { NewImage } });
        const { attributes, bytes } = messageAttributes(change, ['Nickname', 'Message', 'UID']);
        const parts = Object.entries(attributes).flatMap(([name, each]) => [name, each.DataType, each.StringValue]);
        expect(bytes).toBe(Buffer.byteLength(parts.join('')));
      }),
    );
  });
});

describe('what is written of a change', () => {
  it('is what the body says of it, with its size, whoever asked before', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), fc.boolean()), { maxLength: 20 }), (asked) => {
        const changes = ['민지', '\ud800', 'plain'].map((text) =>
          changeOf({ dynamodb: { NewImage: chatImage({ Message: { S: text } }) } }),
        );
        for (const [index, isEvent] of asked) {
          const body = isEvent ? domainEvent : changeRecordJson;
          const text = body(changes[index]!);
          expect(writtenBy(body, changes[index]!)).toEqual({ text, bytes: Buffer.byteLength(text) });
        }
      }),
    );
  });

  it('is written once for all who ask for the same', () => {
    let written = 0;
    const body = () => {
      written += 1;
      return 'words';
    };
    const change = changeOf();
    expect([writtenBy(body, change), writtenBy(body, change)]).toEqual([
      { text: 'words', bytes: 5 },
      { text: 'words', bytes: 5 },
    ]);
    expect(written).toBe(1);
  });
});
