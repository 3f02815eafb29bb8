import { describe, expect, it } from 'vitest';
import { matches } from '../../../functions/ddb-fanout/match.ts';
import type { Match } from '../../../functions/ddb-fanout/route.ts';
import { routes } from '../../../functions/ddb-fanout/routes.ts';
import { chatImage } from '../../support/change-records.ts';
import { changeBetween } from './stream-records.ts';

const chat = chatImage();
const notice = chatImage({ MessageType: { S: 'NOTICE' } });
const edited = chatImage({ Message: { S: 'edited' } });
const created = changeBetween(undefined, chat);
const removed = changeBetween(chat, undefined);
const toNotice = changeBetween(chat, notice);
const modified = changeBetween(chat, edited);

const isChat = { MessageType: [{ S: 'CHAT' }] };

describe('a route', () => {
  it.each<[what: string, match: Match, change: typeof created, expected: boolean]>([
    ['of nothing in particular takes a creation', {}, created, true],
    ['of nothing in particular takes a removal', {}, removed, true],
    ['of creations takes one', { events: ['INSERT'] }, created, true],
    ['of creations takes no change', { events: ['INSERT'] }, modified, false],
    ['of several events takes any of them', { events: ['INSERT', 'REMOVE'] }, removed, true],
    ['looks at the new image', { new: isChat }, created, true],
    ['does not mistake the old image for the new', { new: isChat }, toNotice, false],
    ['finds no new image in a removal', { new: isChat }, removed, false],
    ['looks at the old image', { old: isChat }, toNotice, true],
    ['finds no old image in a creation', { old: isChat }, created, false],
    ['takes any of the values listed', { new: { MessageType: [{ S: 'SYSTEM' }, { S: 'NOTICE' }] } }, toNotice, true],
    ['compares numbers as text', { new: { UID: [{ N: '16402761150981234' }] } }, created, true],
    ['tells a number from a string', { new: { UID: [{ S: '16402761150981234' }] } }, created, false],
    ['wants everything it names', { events: ['MODIFY'], new: isChat, old: isChat }, modified, true],
    ['wants everything it names, and gets less', { events: ['MODIFY'], new: isChat, old: isChat }, toNotice, false],
    ['of a field that changed takes it', { changed: { MessageType: {} } }, toNotice, true],
    ['of a field that changed takes no other', { changed: { MessageType: {} } }, modified, false],
    [
      'of A to B takes it',
      { changed: { MessageType: { from: [{ S: 'CHAT' }], to: [{ S: 'NOTICE' }] } } },
      toNotice,
      true,
    ],
    [
      'of A to C does not',
      { changed: { MessageType: { from: [{ S: 'CHAT' }], to: [{ S: 'SYSTEM' }] } } },
      toNotice,
      false,
    ],
    ['of B to anything does not', { changed: { MessageType: { from: [{ S: 'NOTICE' }] } } }, toNotice, false],
    ['sees creation change a field from nothing', { changed: { Message: {} } }, created, true],
    ['sees removal change a field to nothing', { changed: { Message: {} } }, removed, true],
    [
      'of a field that came from somewhere takes no creation',
      { changed: { Message: { from: [{ S: 'x' }] } } },
      created,
      false,
    ],
    ['finds no field called constructor', { changed: { constructor: {} } }, toNotice, false],
    [
      'finds no field called __proto__',
      { new: JSON.parse('{"__proto__":[{"S":"x"}]}') as Match['new'] & {} },
      created,
      false,
    ],
  ])('%s', (_, match, change, expected) => {
    expect(matches(match, change)).toBe(expected);
  });

  it('sees no change in a set or map that only has another order', () => {
    const match: Match = { changed: { Tags: {} } };
    const tags = (value: unknown) => chatImage({ Tags: value });
    const differ = (a: unknown, b: unknown) => matches(match, changeBetween(tags(a), tags(b)));
    expect(differ({ SS: ['a', 'b'] }, { SS: ['b', 'a'] })).toBe(false);
    expect(differ({ L: [{ NS: ['1', '2'] }] }, { L: [{ NS: ['2', '1'] }] })).toBe(false);
    expect(differ({ M: { a: { S: 'x' }, b: { S: 'y' } } }, { M: { b: { S: 'y' }, a: { S: 'x' } } })).toBe(false);
    expect(differ({ SS: ['a'] }, { SS: ['a', 'b'] })).toBe(true);
    expect(differ({ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] })).toBe(true);
    expect(differ({ S: '1' }, { N: '1' })).toBe(true);
  });
});

describe('the moderation that ships', () => {
  const moderation = routes.find(({ name }) => name === 'moderation')!.match;

  it('gets what people write and rewrite, and nothing else', () => {
    expect([created, modified, toNotice, removed].map((change) => matches(moderation, change))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(matches(moderation, changeBetween(undefined, notice))).toBe(false);
    expect(matches(moderation, changeBetween(chat, chatImage({ Nickname: { S: 'renamed' } })))).toBe(false);
  });
});
