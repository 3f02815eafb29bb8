import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTransform } from '../../functions/firehose-transform/transform.ts';
import { chatMessage } from '../../shared/datasets/chat-message.ts';
import { lambdaPayloadBytesMax } from '../../shared/limits.ts';
import { overflowEvent, samples } from './firehose-samples.ts';

const read = (name: string) => JSON.parse(readFileSync(join(import.meta.dirname, `${name}.json`), 'utf8')) as unknown;

function invoke(event: unknown, responseBytesMax = lambdaPayloadBytesMax) {
  const { response, tally } = createTransform(chatMessage, { partitionKeys: ['LivestreamID'], responseBytesMax })(
    event,
  );
  const rows = response.records.flatMap((record) =>
    'data' in record ? [Buffer.from(record.data, 'base64').toString()] : [],
  );
  return { response, rows, verdicts: response.records.map(({ result }) => result), tally };
}

describe('the sample event', () => {
  it.each(Object.entries(samples()))('%s is what the generator makes', (name, event) => {
    expect(read(name), 'run: node test/events/generate.ts').toEqual(JSON.parse(JSON.stringify(event)));
  });

  it('firehose-kinesis gives a row for each change', () => {
    const { verdicts, rows, response } = invoke(read('firehose-kinesis'));
    expect(verdicts).toEqual(Array(5).fill('Ok'));
    expect(rows.map((row) => /"EventName":"(\w+)","EventTime":"(.+)"}\n$/.exec(row)?.slice(1))).toEqual([
      ['INSERT', '2021-12-23T16:15:15.098123Z'],
      ['MODIFY', '2021-12-23T16:15:15.098123Z'],
      ['REMOVE', '2021-12-23T16:15:15.098123Z'],
      ['INSERT', '2021-12-23T16:15:15.098123Z'],
      ['INSERT', '2021-12-23T16:15:15.098000Z'],
    ]);
    expect(rows[3]).toContain('"LivestreamID":"live-2","UID":9223372036854775807,');
    expect(response.records[3]).toMatchObject({ metadata: { partitionKeys: { LivestreamID: 'live-2' } } });
  });

  it('firehose-direct-put gives a row for each change', () => {
    expect(invoke(read('firehose-direct-put')).verdicts).toEqual(Array(3).fill('Ok'));
  });

  it('firehose-failures fails for each reason, beside a sound record', () => {
    const { verdicts, tally } = invoke(read('firehose-failures'));
    expect(verdicts).toEqual(['Ok', ...Array(6).fill('ProcessingFailed')]);
    expect(tally.failures.map(({ reason, path, count }) => `${reason} ${path ?? ''} ${count}`)).toEqual([
      'InvalidBase64  1',
      'InvalidUtf8  1',
      'InvalidJson  1',
      'NotAChangeRecord  1',
      'MissingImage  1',
      'SchemaViolation Nickname 1',
    ]);
  });

  it('firehose-ttl-removal is dropped', () => {
    expect(invoke(read('firehose-ttl-removal')).verdicts).toEqual(['Dropped']);
  });

  it('firehose-overflow has no room for all its records under a small limit', () => {
    const { verdicts, tally, response } = invoke(read('firehose-overflow'), 4_000);
    expect(verdicts.slice(0, 3)).toEqual(['Ok', 'Ok', 'Ok']);
    expect(verdicts.at(-1)).toBe('ProcessingFailed');
    expect(tally.failures).toMatchObject([{ reason: 'ResponseTooLarge' }]);
    expect(Buffer.byteLength(JSON.stringify(response))).toBeLessThanOrEqual(4_000);
  });

  it('of the real limit is small enough to come in and too large to go out whole', () => {
    const event = overflowEvent();
    expect(Buffer.byteLength(JSON.stringify(event))).toBeLessThan(lambdaPayloadBytesMax);
    const { response, tally } = invoke(event);
    const bytes = Buffer.byteLength(JSON.stringify(response));
    expect(bytes).toBeLessThanOrEqual(lambdaPayloadBytesMax);
    expect(bytes).toBeGreaterThan(lambdaPayloadBytesMax - 1_000);
    expect(tally.failedByReason.ResponseTooLarge).toBe(tally.failed);
    expect(tally.failed).toBeGreaterThan(0);
  });
});
