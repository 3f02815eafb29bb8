import { describe, expect, it } from 'vitest';
import { createTransform } from '../../../functions/firehose-transform/transform.ts';
import { chatMessage } from '../../../shared/datasets/chat-message.ts';
import { lambdaPayloadBytesMax } from '../../../shared/limits.ts';
import { chatChange, chatRow, toBase64 } from '../../support/change-records.ts';

const byLivestream = createTransform(chatMessage, {
  partitionKeys: ['LivestreamID'],
  responseBytesMax: lambdaPayloadBytesMax,
});
const byTime = createTransform(chatMessage, { partitionKeys: [], responseBytesMax: lambdaPayloadBytesMax });

const data = toBase64(chatChange());
const ttl = toBase64({ eventName: 'REMOVE', userIdentity: { principalId: 'dynamodb.amazonaws.com' } });

describe('the transform', () => {
  it('answers with rows and partition keys by livestream', () => {
    expect(byLivestream({ records: [{ recordId: '1', data }] }).response).toEqual({
      records: [
        {
          recordId: '1',
          result: 'Ok',
          data: toBase64(chatRow),
          metadata: { partitionKeys: { LivestreamID: 'live-1' } },
        },
      ],
    });
  });

  it('answers without metadata by time', () => {
    expect(byTime({ records: [{ recordId: '1', data }] }).response).toEqual({
      records: [{ recordId: '1', result: 'Ok', data: toBase64(chatRow) }],
    });
  });

  it.each([1, '1'])('takes a subsequenceNumber of %j', (subsequenceNumber) => {
    const kinesisRecordMetadata = {
      shardId: 'shardId-000000000000',
      partitionKey: 'k',
      sequenceNumber: '495',
      subsequenceNumber,
    };
    const { response } = byTime({ records: [{ recordId: '1', data, kinesisRecordMetadata }] });
    expect(response.records).toMatchObject([{ result: 'Ok' }]);
  });

  it('judges each record alone, in order', () => {
    const records = [
      { recordId: 'bad', data: 'x', kinesisRecordMetadata: { sequenceNumber: '495' } },
      { recordId: 'good', data },
      { recordId: 'none' },
      { recordId: 'ttl', data: ttl },
      { recordId: 'number', data: 7 },
      { recordId: 'good', data },
    ];
    const { response, tally } = byTime({ records });
    expect(response.records.map(({ recordId, result }) => `${recordId} ${result}`)).toEqual([
      'bad ProcessingFailed',
      'good Ok',
      'none ProcessingFailed',
      'ttl Dropped',
      'number ProcessingFailed',
      'good Ok',
    ]);
    expect(tally).toMatchObject({ received: 6, ok: 2, dropped: 1, failed: 3 });
    expect(tally.failures).toEqual([
      {
        reason: 'InvalidBase64',
        count: 3,
        records: [{ recordId: 'bad', sequenceNumber: '495' }, { recordId: 'none' }, { recordId: 'number' }],
      },
    ]);
  });

  it('refuses alone the records that the response has no room for', () => {
    const records = Array.from({ length: 10 }, (_, index) => ({ recordId: String(index), data }));
    const whole = JSON.stringify(byTime({ records }).response).length;
    const transform = createTransform(chatMessage, { partitionKeys: [], responseBytesMax: whole - 1 });
    const small = { recordId: 'small', data: toBase64(chatChange({ envelope: { eventName: 'REMOVE' } })) };

    const { response, tally } = transform({ records });
    expect(response.records.map(({ result }) => result)).toEqual([...Array(9).fill('Ok'), 'ProcessingFailed']);
    expect(tally.failedByReason.ResponseTooLarge).toBe(1);
    expect(JSON.stringify(response).length).toBeLessThan(whole);
    // A smaller one that comes later may still fit.
    const last = transform({ records: [...records, small] }).response.records.slice(9);
    expect(last).toMatchObject([
      { recordId: '9', result: 'ProcessingFailed' },
      { recordId: 'small', result: 'Ok' },
    ]);
  });

  it('answers an empty batch', () => {
    expect(byTime({ records: [] }).response).toEqual({ records: [] });
  });

  it('throws for an event that is none, and says nothing of its content', () => {
    expect(() => byTime({ Records: [{ secret: 'content' }] })).toThrow('Not a Firehose transform event');
    expect(() => byTime({ records: [{ recordId: 7, data: 'content' }] })).toThrow(
      'Not a Firehose transform event: records[0].recordId is not a string.',
    );
  });
});
