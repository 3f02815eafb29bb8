import { ListObjectsCommand, type ListObjectsCommandInput } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
  const keys = ['a', 'b/1', 'b/2', 'c/1', 'd +ü'];
  for (const key of keys) await fixture.s3.buckets.putObject(BUCKET, key, Buffer.from(key));
});
afterAll(() => fixture.close());

const list = async (input: Partial<ListObjectsCommandInput> = {}) => {
  const page = await fixture.client.send(new ListObjectsCommand({ Bucket: BUCKET, ...input }));
  return {
    keys: page.Contents?.map(({ Key }) => Key) ?? [],
    folders: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
    isTruncated: page.IsTruncated,
    next: page.NextMarker,
  };
};

test('the first version of listing goes on after a marker, which it names only with a delimiter', async () => {
  expect(await list()).toEqual({
    keys: ['a', 'b/1', 'b/2', 'c/1', 'd +ü'],
    folders: [],
    isTruncated: false,
    next: undefined,
  });
  const first = await list({ MaxKeys: 2 });
  expect(first).toEqual({ keys: ['a', 'b/1'], folders: [], isTruncated: true, next: undefined });
  expect((await list({ MaxKeys: 2, Marker: 'b/1' })).keys).toEqual(['b/2', 'c/1']);
});

test('a marker that is a common prefix skips what lies in it', async () => {
  const first = await list({ Delimiter: '/', MaxKeys: 2 });
  expect(first).toEqual({ keys: ['a'], folders: ['b/'], isTruncated: true, next: 'b/' });
  expect(await list({ Delimiter: '/', Marker: first.next })).toMatchObject({ keys: ['d +ü'], folders: ['c/'] });
});

test("a presigned URL in boto3's older form is no other operation", async () => {
  const answer = await fetch(`${fixture.url}/${BUCKET}/a?AWSAccessKeyId=local&Signature=x%3D&Expires=1`);
  expect([answer.status, await answer.text()]).toEqual([200, 'a']);
});
