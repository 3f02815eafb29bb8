import { describe, expect, it } from 'vitest';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { chatImage } from '../../support/change-records.ts';

const accepts = (attributes: Record<string, unknown>) => chatMessage.item.safeParse(chatImage(attributes)).success;

describe('the chat message', () => {
  it('has these columns', () => {
    expect(chatMessage.columns.map(({ name, glueType }) => `${name} ${glueType}`)).toEqual([
      'LivestreamID string',
      'UID bigint',
      'UserID string',
      'Nickname string',
      'Message string',
      'MessageType string',
      'CreatedAt string',
      'EventID string',
      'EventName string',
      'EventTime string',
    ]);
  });

  it.each([
    ['UserID', 128],
    ['Nickname', 64],
    ['Message', 2_000],
  ])('takes a %s of 1 to %d code points', (name, most) => {
    for (const character of ['a', '안', '😀']) {
      expect(accepts({ [name]: { S: character } })).toBe(true);
      expect(accepts({ [name]: { S: character.repeat(most) } })).toBe(true);
      expect(accepts({ [name]: { S: character.repeat(most + 1) } })).toBe(false);
    }
    expect(accepts({ [name]: { S: '' } })).toBe(false);
  });

  it('takes no LivestreamID that means something in an S3 key', () => {
    for (const S of ['a', 'live-1', 'A_z-0', 'x'.repeat(128)]) expect(accepts({ LivestreamID: { S } })).toBe(true);
    for (const S of ['', 'x'.repeat(129), 'a/b', '..', 'a=b', 'a b', 'a\n', 'é', '%2F', '!{x}']) {
      expect(accepts({ LivestreamID: { S } })).toBe(false);
    }
  });

  it('takes the three message types', () => {
    for (const S of ['CHAT', 'NOTICE', 'SYSTEM']) expect(accepts({ MessageType: { S } })).toBe(true);
    for (const S of ['chat', '', 'OTHER']) expect(accepts({ MessageType: { S } })).toBe(false);
  });

  it('takes a UID up to the greatest BIGINT of Athena', () => {
    expect(accepts({ UID: { N: '9223372036854775807' } })).toBe(true);
    expect(accepts({ UID: { N: '9223372036854775808' } })).toBe(false);
    expect(accepts({ UID: { S: '1' } })).toBe(false);
  });
});
