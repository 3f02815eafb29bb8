import { ListObjectsV2Command, type ListObjectsV2CommandInput, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { compareUtf8 } from '../../../local/s3/utf8-order.ts';
import { BUCKET, createS3Fixture, type S3Fixture } from './fixture.ts';

const SEED = 20260703;

let fixture: S3Fixture;
beforeAll(async () => {
  fixture = await createS3Fixture();
});
afterEach(clear);
afterAll(() => fixture.close());

const put = (keys: string[]) =>
  Promise.all(keys.map((key) => fixture.s3.buckets.putObject(BUCKET, key, Buffer.from(key))));
const list = (more: Partial<ListObjectsV2CommandInput> = {}) =>
  fixture.client.send(new ListObjectsV2Command({ Bucket: BUCKET, ...more }));
const bytewise = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

async function clear(): Promise<void> {
  const found = await fixture.s3.buckets.listObjects(BUCKET, '');
  await Promise.all(
    found.map(({ key }) => fetch(`${fixture.url}/${BUCKET}/${encodeURIComponent(key)}`, { method: 'DELETE' })),
  );
}

describe('ListObjectsV2', () => {
  test('orders keys by their UTF-8 bytes, across directories', async () => {
    const keys = ['a/b', 'a-b', 'a.b', 'a0', 'a', 'A', 'é', 'z', '\ufffd', '😀', 'b/', 'b/a', 'b/!'].filter(
      (key) => key !== 'a',
    );
    await put(keys);
    const page = await list();
    expect(page.Contents?.map((object) => object.Key)).toEqual([...keys].sort(bytewise));
    expect(page).toMatchObject({ KeyCount: keys.length, IsTruncated: false, MaxKeys: 1000, Name: BUCKET });
  });

  test('tells size, ETag and time of each object', async () => {
    await put(['one']);
    const [object] = (await list({ FetchOwner: true })).Contents ?? [];
    expect(object).toMatchObject({
      Key: 'one',
      Size: 3,
      ETag: '"f97c5d29941bfb1b2fdab0874906ab82"',
      StorageClass: 'STANDARD',
      Owner: { ID: 'local' },
    });
    expect(object?.LastModified?.getTime()).toBe(fixture.clock.now());
  });

  test('gathers common prefixes, pages through them, and skips what lies in them', async () => {
    await put(['2026/01/a', '2026/01/b', '2026/02/c', '2026/x', 'top', '2026/03/d/e']);
    const whole = await list({ Prefix: '2026/', Delimiter: '/' });
    expect(whole.CommonPrefixes?.map((common) => common.Prefix)).toEqual(['2026/01/', '2026/02/', '2026/03/']);
    expect(whole.Contents?.map((object) => object.Key)).toEqual(['2026/x']);
    expect(whole.KeyCount).toBe(4);
    const seen: string[] = [];
    for await (const page of paginateListObjectsV2(
      { client: fixture.client, pageSize: 1 },
      { Bucket: BUCKET, Prefix: '2026/', Delimiter: '/' },
    )) {
      expect(page.KeyCount).toBe(1);
      seen.push(
        ...(page.CommonPrefixes ?? []).map((common) => common.Prefix!),
        ...(page.Contents ?? []).map((object) => object.Key!),
      );
    }
    expect(seen).toEqual(['2026/01/', '2026/02/', '2026/03/', '2026/x']);
  });

  test('takes any delimiter, and a prefix that ends within a segment', async () => {
    await put(['k=1,a', 'k=1,b', 'k=2,c', 'l']);
    const page = await list({ Prefix: 'k=', Delimiter: ',' });
    expect(page.CommonPrefixes?.map((common) => common.Prefix)).toEqual(['k=1,', 'k=2,']);
  });

  test('starts after a key, which need not exist', async () => {
    await put(['a/1', 'a/2', 'b/1', 'c']);
    const listedAfter = async (StartAfter: string, more = {}) => {
      const page = await list({ StartAfter, ...more });
      return [
        ...(page.CommonPrefixes ?? []).map((common) => common.Prefix),
        ...(page.Contents ?? []).map((object) => object.Key),
      ];
    };
    expect(await listedAfter('a/1')).toEqual(['a/2', 'b/1', 'c']);
    expect(await listedAfter('a/')).toEqual(['a/1', 'a/2', 'b/1', 'c']);
    expect(await listedAfter('a0')).toEqual(['b/1', 'c']);
    expect(await listedAfter('a/1', { Delimiter: '/' })).toEqual(['a/', 'b/', 'c']);
    expect(await listedAfter('a/2', { Delimiter: '/' })).toEqual(['b/', 'c']);
    expect(await listedAfter('zz')).toEqual([]);
  });

  test('MaxKeys 0 is an empty page, and a bound that is none is refused', async () => {
    await put(['x']);
    expect(await list({ MaxKeys: 0 })).toMatchObject({ KeyCount: 0, IsTruncated: false });
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ ContinuationToken: 'bogus' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  test('encodes keys on request, so that XML can carry them', async () => {
    await put(['\u0001 +é/<&>']);
    const page = await list({ EncodingType: 'url', Delimiter: '<' });
    expect(page.CommonPrefixes?.[0]?.Prefix).toBe('%01%20%2B%C3%A9/%3C');
    expect(page.Delimiter).toBe('%3C');
  });

  test(`pages of any size are the sorted set of keys (seed ${SEED})`, async () => {
    // Files and directories have distinct names here: a key cannot be a directory of another.
    const directory = fc.constantFrom('d', 'd!', 'dir', 'é', '', '..');
    const file = fc.constantFrom('f', 'f-', 'g', 'ff', '', '.', '\uffee', '😀').map((name) => `_${name}`);
    const key = fc.tuple(fc.array(directory, { maxLength: 3 }), file).map(([path, name]) => [...path, name].join('/'));
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 25 }),
        fc.integer({ min: 1, max: 7 }),
        fc.constantFrom('', 'd', 'd/', '_f'),
        async (keys, pageSize, prefix) => {
          await clear();
          await put(keys);
          const expected = keys.filter((name) => name.startsWith(prefix)).sort(bytewise);
          expect((await fixture.s3.buckets.listObjects(BUCKET, prefix)).map((object) => object.key)).toEqual(expected);
          expect(await paged(prefix, pageSize)).toEqual(expected);
          expect(await paged(prefix, pageSize, '/')).toEqual(grouped(expected, prefix));
        },
      ),
      { seed: SEED, numRuns: 40 },
    );
  });
});

async function paged(Prefix: string, pageSize: number, Delimiter?: string): Promise<string[]> {
  const seen: string[] = [];
  for await (const page of paginateListObjectsV2(
    { client: fixture.client, pageSize },
    { Bucket: BUCKET, Prefix, Delimiter },
  )) {
    const items = [
      ...(page.Contents ?? []).map((object) => object.Key!),
      ...(page.CommonPrefixes ?? []).map((common) => common.Prefix!),
    ];
    expect(items.length).toBe(page.KeyCount);
    seen.push(...items.sort(bytewise));
  }
  return seen;
}

function grouped(keys: string[], prefix: string): string[] {
  const groups = keys.map((key) => {
    const end = key.indexOf('/', prefix.length);
    return end < 0 ? key : key.slice(0, end + 1);
  });
  return [...new Set(groups)];
}

test(`compareUtf8 orders as the bytes do (seed ${SEED})`, () => {
  const text = fc.string({ unit: fc.constantFrom('a', '/', 'é', '\ud7ff', '\ue000', '\uffff', '😀', '𐀀') });
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Math.sign(bytewise(a, b)));
    }),
    { seed: SEED, numRuns: 1000 },
  );
});
