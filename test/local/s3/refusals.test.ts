import {
  CreateBucketCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
});
afterAll(() => fixture.close());

describe('buckets', () => {
  test('are made, found, located and listed', async () => {
    const { client } = fixture;
    await client.send(new CreateBucketCommand({ Bucket: 'another-bucket-1' }));
    await client.send(new CreateBucketCommand({ Bucket: 'another-bucket-1' }));
    const { Buckets } = await client.send(new ListBucketsCommand({}));
    expect(Buckets?.map((bucket) => bucket.Name)).toEqual(['another-bucket-1', BUCKET]);
    expect(Buckets?.[0]?.CreationDate?.getTime()).toBe(fixture.clock.now());
    expect((await client.send(new HeadBucketCommand({ Bucket: BUCKET }))).BucketRegion).toBe('us-east-1');
    expect((await client.send(new GetBucketLocationCommand({ Bucket: BUCKET }))).LocationConstraint).toBeUndefined();
  });

  test('belong to their region elsewhere, where making one twice is refused', async () => {
    const seoul = await createS3Fixture('ap-northeast-2');
    const create = (LocationConstraint: 'ap-northeast-2' | 'eu-west-1') =>
      seoul.client.send(
        new CreateBucketCommand({ Bucket: 'seoul', CreateBucketConfiguration: { LocationConstraint } }),
      );
    await expect(create('eu-west-1')).rejects.toMatchObject({ name: 'IllegalLocationConstraintException' });
    await create('ap-northeast-2');
    await expect(create('ap-northeast-2')).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
    const located = await seoul.client.send(new GetBucketLocationCommand({ Bucket: 'seoul' }));
    expect(located.LocationConstraint).toBe('ap-northeast-2');
    await seoul.close();
  });

  test('that are not there are NoSuchBucket, with names that cannot be InvalidBucketName', async () => {
    const { client } = fixture;
    await expect(
      client.send(new PutObjectCommand({ Bucket: 'absent-one', Key: 'k', Body: 'x' })),
    ).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await expect(client.send(new HeadBucketCommand({ Bucket: 'absent-one' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    for (const Bucket of ['Upper', 'ab', '-dash', 'dot..dot', '192.168.0.1', 'under_score']) {
      await expect(client.send(new CreateBucketCommand({ Bucket }))).rejects.toMatchObject({
        name: 'InvalidBucketName',
      });
    }
  });
});

describe('the expected owner', () => {
  test('must be the local account', async () => {
    const put = (ExpectedBucketOwner: string) =>
      fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'owned', Body: 'x', ExpectedBucketOwner }));
    await put('000000000000');
    await expect(put('111111111111')).rejects.toMatchObject({
      name: 'AccessDenied',
      $metadata: { httpStatusCode: 403 },
    });
  });
});

describe('what is not there is refused by name, with the list of what is', () => {
  test.each([
    ['GetBucketAcl', () => fixture.client.send(new GetBucketAclCommand({ Bucket: BUCKET })), /GET of a bucket\?acl/],
    [
      'a version',
      () => fixture.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'k', VersionId: 'v' })),
      /\?versionId/,
    ],
    [
      'a tag',
      () => fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', Tagging: 'a=b' })),
      /x-amz-tagging/,
    ],
    [
      'a customer key',
      () => fixture.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'k', SSECustomerAlgorithm: 'AES256' })),
      /server-side-encryption-customer/,
    ],
  ])('%s', async (_, send, message) => {
    const error = await send().catch((caught: Error) => caught);
    expect(error).toMatchObject({ name: 'NotImplemented', message: expect.stringMatching(message) });
  });

  test('the message names every operation', async () => {
    const response = await fetch(`${fixture.url}/${BUCKET}?policy`);
    expect(response.status).toBe(501);
    expect(await response.text()).toContain(
      'CopyObject, CreateBucket, CreateMultipartUpload, DeleteObject, DeleteObjects',
    );
  });
});

describe('on the wire', () => {
  test('errors are S3’s XML, with a request id', async () => {
    const response = await fetch(`${fixture.url}/${BUCKET}/${encodeURIComponent('no <such> & "key"')}`);
    expect(response.headers.get('content-type')).toBe('application/xml');
    expect(await response.text()).toMatch(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>no &lt;such&gt; &amp; &quot;key&quot;<\/Key><RequestId>[0-9a-f-]{36}<\/RequestId>/,
    );
  });

  test.each([
    '<Delete',
    '<!DOCTYPE x [<!ENTITY a "b">]><Delete><Object><Key>&a;</Key></Object></Delete>',
    '<Other/>',
    '',
    '<Delete><Object/></Delete>',
    '<Delete>text</Delete>',
    '<__proto__/>',
    '<Delete><Object><Key><b/></Key></Object></Delete>',
  ])('XML that is none, or says nothing, is MalformedXML: %s', async (body) => {
    const response = await fetch(`${fixture.url}/${BUCKET}?delete`, { method: 'POST', body });
    expect(await response.text()).toContain('<Code>MalformedXML</Code>');
  });

  test('metadata over 2 KB is refused', async () => {
    const put = fixture.client.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: 'fat', Body: 'x', Metadata: { k: 'v'.repeat(2048) } }),
    );
    await expect(put).rejects.toMatchObject({ name: 'MetadataTooLarge' });
  });

  test('a presigned URL is taken for the operation that it signs', async () => {
    await fixture.s3.buckets.putObject(BUCKET, 'signed', Buffer.from('x'));
    const query =
      'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Date=b&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=c&x-id=GetObject';
    expect(await (await fetch(`${fixture.url}/${BUCKET}/signed?${query}`)).text()).toBe('x');
  });
});
