import { describe, expect, it } from 'vitest';
import {
  everyTarget,
  readStreamFailure,
  resendEvent,
  undeliverableKey,
  undeliverableObject,
} from '../../shared/stream-record-failure.ts';
import { streamRecord } from '../functions/ddb-fanout/stream-records.ts';

const nowMs = Date.UTC(2026, 10, 21, 2, 0, 0);
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:tributary-dev-ddb-fanout';
const context = { functionArn, requestId: 'r-1', nowMs };
const undeliverable = { record: streamRecord(), target: 'moderation', reason: 'EntryTooLarge' };

/** As AWS documents it. https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html */
const lambdas = {
  requestContext: { requestId: 'r-2', functionArn, condition: 'RetryAttemptsExhausted', approximateInvokeCount: 4 },
  responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
  version: '1.0',
  timestamp: '2026-11-21T02:00:00.717Z',
  DDBStreamBatchInfo: { shardId: 'shardId-00000001573689847184-864758bb', batchSize: 1 },
};

describe('the object about an undeliverable record', () => {
  it('has a key that a repeat of the batch comes to again, and another target does not', () => {
    const key = undeliverableKey(undeliverable, nowMs);
    expect(key).toMatch(
      /^aws\/lambda\/ddb-fanout\/moderation\/2026\/11\/21\/4421584500000000017450439091-[0-9a-f]{32}\.json$/,
    );
    expect(undeliverableKey({ ...undeliverable, reason: 'other' }, nowMs + 1_000)).toBe(key);
    expect(undeliverableKey({ ...undeliverable, target: 'archive' }, nowMs)).not.toBe(key);
  });

  it('reads back as what it was, and is told again to the one target that lacks it', () => {
    const read = readStreamFailure(undeliverableObject(undeliverable, context));
    expect(read).toEqual({
      ok: true,
      failure: {
        condition: 'Undeliverable',
        functionArn,
        timestamp: '2026-11-21T02:00:00.000Z',
        target: 'moderation',
        reason: 'EntryTooLarge',
        records: [streamRecord()],
      },
    });
    expect(read.ok && resendEvent(read.failure)).toEqual({ Records: [streamRecord()], targets: ['moderation'] });
  });

  it('names no target where the record could be told to none', () => {
    const text = undeliverableObject({ ...undeliverable, target: everyTarget, reason: 'MissingImage' }, context);
    const read = readStreamFailure(text);
    expect(read.ok && read.failure.target).toBe(undefined);
    expect(read.ok && resendEvent(read.failure)).toEqual({ Records: [streamRecord()] });
  });
});

describe('an object that Lambda wrote', () => {
  const payload = { Records: [streamRecord()] };

  it.each([
    ['as text', JSON.stringify(payload)],
    ['as an object', payload],
  ])('is read with its event %s', (_, whole) => {
    const read = readStreamFailure(JSON.stringify({ ...lambdas, payload: whole }));
    expect(read).toMatchObject({
      ok: true,
      failure: { condition: 'RetryAttemptsExhausted', records: payload.Records },
    });
    expect(read.ok && resendEvent(read.failure)).toEqual(payload);
  });

  it.each<[text: string, path: string | undefined]>([
    ['', undefined],
    ['[]', undefined],
    ['{', undefined],
    [JSON.stringify({ ...lambdas, payload, timestamp: 1 }), 'timestamp'],
    [JSON.stringify({ ...lambdas, payload, requestContext: {} }), 'requestContext.condition'],
    [JSON.stringify(lambdas), 'payload'],
    [JSON.stringify({ ...lambdas, payload: '{' }), 'payload'],
    [JSON.stringify({ ...lambdas, payload: { Records: {} } }), 'payload'],
  ])('%# is refused with the field that is wrong', (text, path) => {
    expect(readStreamFailure(text)).toEqual(path === undefined ? { ok: false } : { ok: false, path });
  });
});
