import { describe, expect, it } from 'vitest';
import { readChange } from '../../shared/change.ts';
import { chatChange, chatImage } from '../support/change-records.ts';

const notAChangeRecord = { result: 'ProcessingFailed', reason: 'NotAChangeRecord' };
const missingImage = { result: 'ProcessingFailed', reason: 'MissingImage' };
const ttl = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

const envelope = (fields: Record<string, unknown>) => chatChange({ envelope: fields });
const dynamodb = (fields: Record<string, unknown>) => chatChange({ dynamodb: fields });

describe('a change record', () => {
  it.each(['INSERT', 'MODIFY'])('of %s gives its new image', (eventName) => {
    expect(readChange(envelope({ eventName }))).toEqual({
      result: 'Ok',
      change: {
        eventId: '7f1b6a52-3a5c-4a0e-8c1e-0d6d1a4a3f10',
        eventName,
        eventTime: '2021-12-23T16:15:15.098123Z',
        attributes: chatImage(),
      },
    });
  });

  it('of REMOVE gives its keys', () => {
    expect(readChange(envelope({ eventName: 'REMOVE' }))).toMatchObject({
      result: 'Ok',
      change: { eventName: 'REMOVE', attributes: { LivestreamID: { S: 'live-1' }, UID: { N: '16402761150981234' } } },
    });
  });

  it.each([
    ['without a precision', undefined],
    ['that says so', 'MILLISECOND'],
  ])('counts milliseconds %s', (_, precision) => {
    const record = dynamodb({
      ApproximateCreationDateTime: 1_640_276_115_098,
      ApproximateCreationDateTimePrecision: precision,
    });
    expect(readChange(record)).toMatchObject({ change: { eventTime: '2021-12-23T16:15:15.098000Z' } });
  });

  it.each([
    ['null', null],
    ['text', 'INSERT'],
    ['an array', [chatChange()]],
    ['an empty object', {}],
    ['an unknown event name', envelope({ eventName: 'UPDATE' })],
    ['an event name in lower case', envelope({ eventName: 'insert' })],
    ['an event name in an array', envelope({ eventName: ['INSERT'] })],
    ['no event id', envelope({ eventID: undefined })],
    ['an empty event id', envelope({ eventID: '' })],
    ['a numeric event id', envelope({ eventID: 1 })],
    ['an event id of 129 characters', envelope({ eventID: 'x'.repeat(129) })],
    ['an event id of 129 code points', envelope({ eventID: '😀'.repeat(129) })],
    ['a lone surrogate in the event id', envelope({ eventID: 'id-\ud83d' })],
    ['no dynamodb', envelope({ dynamodb: undefined })],
    ['an array for dynamodb', envelope({ dynamodb: [] })],
    ['no time', dynamodb({ ApproximateCreationDateTime: undefined })],
    ['a time in text', dynamodb({ ApproximateCreationDateTime: '1640276115098123' })],
    ['a fraction of a microsecond', dynamodb({ ApproximateCreationDateTime: 1.5 })],
    ['microseconds without saying so', dynamodb({ ApproximateCreationDateTimePrecision: undefined })],
    ['an unknown precision', dynamodb({ ApproximateCreationDateTimePrecision: 'NANOSECOND' })],
    ['null for a precision', dynamodb({ ApproximateCreationDateTimePrecision: null })],
    ['a REMOVE without keys', chatChange({ envelope: { eventName: 'REMOVE' }, dynamodb: { Keys: undefined } })],
    ['a REMOVE whose keys are an array', chatChange({ envelope: { eventName: 'REMOVE' }, dynamodb: { Keys: [] } })],
  ])('is not %s', (_, record) => {
    expect(readChange(record)).toEqual(notAChangeRecord);
  });

  it.each([
    ['128 characters', 'x'.repeat(128)],
    ['any other characters', '\n\u2028\ufffe\u0000'],
    ['128 code points outside the basic plane', '😀'.repeat(128)],
  ])('may have an event id of %s', (_, eventID) => {
    expect(readChange(envelope({ eventID }))).toMatchObject({ result: 'Ok', change: { eventId: eventID } });
  });

  it.each(['INSERT', 'MODIFY'])('of %s needs a new image', (eventName) => {
    for (const NewImage of [undefined, null, [], 'x', 1]) {
      expect(readChange(chatChange({ envelope: { eventName }, dynamodb: { NewImage } }))).toEqual(missingImage);
    }
  });

  it('is judged as a record before its image is missed', () => {
    expect(readChange(chatChange({ envelope: { eventID: '' }, dynamodb: { NewImage: undefined } }))).toEqual(
      notAChangeRecord,
    );
  });

  it('does not read the keys of an INSERT, nor any old image', () => {
    expect(readChange(dynamodb({ Keys: null, OldImage: 'x' }))).toMatchObject({ result: 'Ok' });
  });

  it.each([
    ['whole', chatChange({ envelope: { eventName: 'REMOVE', userIdentity: ttl } })],
    ['without an id', chatChange({ envelope: { eventName: 'REMOVE', userIdentity: ttl, eventID: 1 } })],
    ['with nothing else', { eventName: 'REMOVE', userIdentity: { principalId: ttl.principalId } }],
  ])('of a removal by TTL is dropped, %s', (_, record) => {
    expect(readChange(record)).toEqual({ result: 'Dropped', rule: 'TtlRemoval' });
  });

  it.each([
    ['another principal', { ...ttl, principalId: 'someone' }],
    ['a principal in text', 'dynamodb.amazonaws.com'],
    ['a list of principals', [ttl]],
    ['nobody', null],
  ])('of a removal by %s is not dropped', (_, userIdentity) => {
    expect(readChange(envelope({ eventName: 'REMOVE', userIdentity }))).toMatchObject({ result: 'Ok' });
  });

  it('is dropped for TTL only when it removes', () => {
    expect(readChange(envelope({ userIdentity: ttl }))).toMatchObject({ result: 'Ok' });
    expect(readChange(envelope({ eventName: 'remove', userIdentity: ttl }))).toEqual(notAChangeRecord);
  });
});
