import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

const WRITERS = 20;

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
});
afterAll(() => fixture.close());

const put = (Key: string, Body: string, more = {}) =>
  fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body, ...more }));
const textOf = async (Key: string) =>
  await (await fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))).Body!.transformToString();

test('of 20 writers with If-None-Match exactly one wins, and its object stands', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: WRITERS }, (_, i) => put('race/put', `writer ${i}`, { IfNoneMatch: '*' })),
  );
  const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []));
  expect(winners.length).toBe(1);
  expect(await textOf('race/put')).toBe(`writer ${winners[0]}`);
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    expect(outcome.reason).toMatchObject({
      name: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
      Condition: 'If-None-Match',
      $metadata: { httpStatusCode: 412 },
    });
  }
});

test('in this process, beside writers over the wire, there is still one winner', async () => {
  const attempts = Array.from({ length: WRITERS }, (_, i) =>
    i % 2
      ? put('race/mixed', `wire ${i}`, { IfNoneMatch: '*' })
      : fixture.s3.buckets.putObject(BUCKET, 'race/mixed', Buffer.from(`local ${i}`), { ifNoneMatch: '*' }),
  );
  const outcomes = await Promise.allSettled(attempts);
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled').length).toBe(1);
});

test('of 20 completed uploads with If-None-Match exactly one wins', async () => {
  const Key = 'race/multipart';
  const complete = async (i: number) => {
    const { UploadId } = await fixture.client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    const part = { Bucket: BUCKET, Key, UploadId, PartNumber: 1 };
    const { ETag } = await fixture.client.send(new UploadPartCommand({ ...part, Body: `upload ${i}` }));
    return async () => {
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await fixture.client.send(
        new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId, MultipartUpload, IfNoneMatch: '*' }),
      );
      return i;
    };
  };
  const ready = await Promise.all(Array.from({ length: WRITERS }, (_, i) => complete(i)));
  const outcomes = await Promise.allSettled(ready.map((finish) => finish()));
  const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
  expect(winners.length).toBe(1);
  expect(await textOf(Key)).toBe(`upload ${winners[0]!.value}`);
});

test('of 20 writers with the same If-Match exactly one wins', async () => {
  const { ETag } = await put('race/match', 'first');
  const outcomes = await Promise.allSettled(
    Array.from({ length: WRITERS }, (_, i) => put('race/match', `next ${i}`, { IfMatch: ETag })),
  );
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled').length).toBe(1);
});

test('If-Match asks for an object that is there', async () => {
  await expect(put('absent', 'x', { IfMatch: '"e"' })).rejects.toMatchObject({ name: 'NoSuchKey' });
  await put('there', 'x');
  await expect(put('there', 'y', { IfMatch: '"e"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await expect(put('there', 'y', { IfNoneMatch: '"e"' })).rejects.toMatchObject({ name: 'NotImplemented' });
  expect(await textOf('there')).toBe('x');
});

test('writes and deletes of neighbours do not trip over the directories they share', async () => {
  const work = Array.from({ length: 120 }, (_, i) => {
    const Key = `shared/deep/er/${i % 3}/x`;
    return i % 2 ? put(Key, 'x') : fetch(`${fixture.url}/${BUCKET}/${Key}`, { method: 'DELETE' });
  });
  await Promise.all(work);
});
