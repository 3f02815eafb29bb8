import type { Context } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { originalKey } from '../../../shared/error-object-keys.ts';
import { BUCKET, createS3Fixture, type S3Fixture } from '../../local/s3/fixture.ts';
import { captureJsonLines } from '../../support/captured-output.ts';
import { chatLine, entries, errorKey } from './fixture.ts';

const context = { awsRequestId: 'r', getRemainingTimeInMillis: () => 900_000 } as unknown as Context;
const stream = 'chat-by-time';

describe('the two functions, on the local S3 by the AWS SDK', () => {
  let fixture: S3Fixture;
  beforeAll(async () => {
    fixture = await createS3Fixture();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: fixture.url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      POWERTOOLS_SERVICE_NAME: 'dlq-reprocessor',
      POWERTOOLS_METRICS_NAMESPACE: 'Tributary/test',
      LAKE_BUCKET: BUCKET,
      LAKE_BUCKET_OWNER: '000000000000',
      DELIVERY_STREAMS: JSON.stringify(entries),
      COUNT_UNTOLD_CHANGES: 'true',
      TIME_ZONE: 'Asia/Seoul',
      REPLAY_ENABLED: 'true',
      RECORDS_PER_RUN_MAX: '1000',
    });
    const lines = chatLine({ id: 'a' }) + chatLine({ id: 'b', type: 'SHOUT' });
    await fixture.s3.buckets.putObject(BUCKET, errorKey(stream, 'x'), Buffer.from(lines));
    await fixture.s3.buckets.putObject(BUCKET, 'aws/lambda/m/s/2026/07/13/x', Buffer.from('{}'));
    await fixture.clock.advance(90_000);
  });
  afterAll(() => fixture.close());

  const keys = async (prefix: string) => (await fixture.s3.buckets.listObjects(BUCKET, prefix)).map(({ key }) => key);

  it('count what waits', async () => {
    const { handler } = await import('../../../functions/dlq-reprocessor/inventory-handler.ts');
    let answer: unknown;
    const lines = await captureJsonLines(async () => {
      answer = await handler({}, context);
    });
    expect(answer).toMatchObject({
      'chat-by-livestream': { ErrorObjects: 0 },
      'chat-by-time': { ErrorObjects: 1 },
      'ddb-fanout': { ErrorObjects: 1 },
    });
    expect(lines).toMatchObject([
      { DeliveryStream: 'chat-by-livestream', ErrorObjects: 0, OldestErrorAgeSeconds: 0 },
      { DeliveryStream: 'chat-by-time', ErrorObjects: 1, OldestErrorAgeSeconds: expect.any(Number) },
      { DeliveryStream: 'ddb-fanout', ErrorObjects: 1, OldestErrorAgeSeconds: expect.any(Number) },
    ]);
  });

  it('replay it, twice at once, and log nothing of what is in it', async () => {
    const { handler } = await import('../../../functions/dlq-reprocessor/handler.ts');
    const event = { stream, source: 'errors' };
    let answers: unknown[] = [];
    const lines = await captureJsonLines(async () => {
      answers = [
        await handler({ ...event, dryRun: true }, context),
        ...(await Promise.all([1, 2].map(() => handler(event, context)))),
      ];
    });
    expect(answers[0]).toMatchObject({ dryRun: true, restored: 1, parked: { SchemaViolation: 1 } });
    const [, one, two] = answers as { restored: number; parked: { SchemaViolation?: number } }[];
    expect(one!.restored + two!.restored).toBe(1);
    expect((one!.parked.SchemaViolation ?? 0) + (two!.parked.SchemaViolation ?? 0)).toBe(1);
    expect(await keys('errors/')).toEqual([]);
    expect((await keys('replayed/')).map(originalKey)).toEqual([errorKey(stream, 'x')]);
    expect(await keys('chat/')).toHaveLength(1);
    expect(await keys('parked/')).toHaveLength(1);
    expect(lines.filter((line) => line.message === 'Replay ended')).toHaveLength(3);
    expect(lines.filter((line) => 'ReplayedRecords' in line)).toHaveLength(2);
    expect(JSON.stringify(lines)).not.toMatch(/SHOUT|hello|rawData|explanations/);
  });

  it('refuse what is no event', async () => {
    const { handler } = await import('../../../functions/dlq-reprocessor/handler.ts');
    await expect(handler({ stream }, context)).rejects.toThrow('The event is not valid');
  });
});
